// Bundles src/ and css/ into dist/. Nothing is written unless all of it was built and kept to the budget,
// so a failed build leaves the last good one in place. `npm run build -- phone` builds one page alone.
import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const PUBLIC = "/static/"; // where the server offers dist/
const PAGES = ["phone", "desk", "board"];
const SHEETS = ["print"]; // styles of pages without a program
const BUDGET = 32 * 1024; // gzip bytes: with it a phone at 400 ms and 50 KB/s is live within 2.5 s

const common = {
  absWorkingDir: HERE, // output names must not depend on the folder a wheel is built in
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  sourcemap: "linked",
  legalComments: "linked",
  target: ["es2020", "chrome80", "firefox78", "safari14.1"], // of ES2020's age; styles are lowered for them
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  logLevel: "warning",
};

const asked = process.argv.slice(2);
const pages = asked.length > 0 ? asked : [...PAGES, ...SHEETS];

// Each page by itself: what pages share would be files more, and each costs a phone a connection or a round trip.
const bundles = await Promise.all(
  pages.map((page) =>
    bundled({
      entryPoints: sources(page).map((source) => ({ in: source, out: page })),
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      assetNames: "[name]-[hash]",
      outdir: DIST,
      format: "esm",
      splitting: true, // for what a page loads late
    }),
  ),
);
const outputs = Object.assign({}, ...bundles.map(({ metafile }) => metafile.outputs));
const files = new Map(bundles.flatMap((bundle) => [...contentsByName(bundle)]));

const manifest = {};
for (const [path, { entryPoint }] of Object.entries(outputs)) {
  const found = /^(?:src|css)\/(\w+)\.(?:tsx|css)$/.exec(entryPoint ?? "");
  if (!found) continue;
  manifest[found[1] + extname(path)] = { file: basename(path), preload: reachable(path, ["import-statement"]).slice(1) };
}

const notices = [...bundles];
if (manifest["phone.js"]) {
  // Late chunks belong to it: a page that is offline cannot fetch them when they are wanted.
  // Its styles are in the page itself.
  const assets = reachable(`dist/${manifest["phone.js"].file}`).sort().map((name) => PUBLIC + name);
  const version = createHash("sha256").update(assets.join("\n")).digest("hex").slice(0, 16);
  const worker = await bundled({
    entryPoints: ["src/sw.ts"],
    outfile: join(DIST, "sw.js"),
    format: "iife",
    define: { __ASSETS__: JSON.stringify(assets), __VERSION__: JSON.stringify(version) },
  });
  for (const [name, bytes] of contentsByName(worker)) files.set(name, bytes);
  notices.push(worker);
}
const icons = join(HERE, "icons");
for (const icon of existsSync(icons) ? await readdir(icons) : []) {
  files.set(icon, await readFile(join(icons, icon))); // keeps its name: the web manifest asks for it
}
files.set("LICENSES.txt", await licences(notices));
files.set("manifest.json", JSON.stringify(manifest, null, 2) + "\n");

printSizes();
keepBudget();

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
for (const [name, bytes] of files) await writeFile(join(DIST, name), bytes);

function sources(page) {
  return SHEETS.includes(page) ? [`css/${page}.css`] : [`src/${page}.tsx`, `css/${page}.css`];
}

function bundled(options) {
  return esbuild.build({ ...common, ...options }).catch(() => process.exit(1)); // esbuild has said what is wrong
}

function contentsByName({ outputFiles }) {
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}

/** File names a page loads from this output on, itself first; with `kinds`, by those imports alone. */
function reachable(path, kinds, seen = new Set()) {
  seen.add(path);
  for (const { path: next, kind, external } of outputs[path].imports) {
    if (!external && !seen.has(next) && (!kinds || kinds.includes(kind))) reachable(next, kinds, seen);
  }
  return [...seen].map((each) => basename(each));
}

/** The notices of every package with code in the bundle: their licences ask that copies carry them. */
async function licences(results) {
  const folders = new Set();
  for (const { metafile } of results) {
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [source, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source);
        if (folder && bytesInOutput > 0) folders.add(folder[0]);
      }
    }
  }
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(HERE, folder, "package.json"), "utf8"));
    const notice = (await readdir(join(HERE, folder))).find((file) => /^licen[cs]e/i.test(file));
    if (!notice) throw new Error(`${name} ${version} (${license}) comes without a licence text to pass on`);
    texts.push(`${name} ${version} (${license})\n\n${(await readFile(join(HERE, folder, notice), "utf8")).trim()}\n`);
  }
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function gzipSize(name) {
  return gzipSync(files.get(name)).length;
}

function printSizes() {
  const shown = [...files.keys()].filter((name) => [".js", ".css"].includes(extname(name))).sort();
  console.log(`${"file".padEnd(32)}${"raw".padStart(9)}${"gzip".padStart(9)}${"brotli".padStart(9)}`);
  for (const name of shown) {
    const bytes = files.get(name);
    const sizes = [bytes.length, gzipSize(name), brotliCompressSync(bytes).length];
    console.log(name.padEnd(32) + sizes.map((size) => String(size).padStart(9)).join(""));
  }
}

function keepBudget() {
  const phone = manifest["phone.js"];
  if (!phone) return;
  const names = [phone.file, ...phone.preload];
  const size = names.reduce((sum, name) => sum + gzipSize(name), 0);
  const verdict = `the phone page first loads ${size} bytes of JavaScript (gzip); the budget is ${BUDGET}`;
  if (size > BUDGET) {
    console.error(`${verdict} (${names.join(", ")})`);
    process.exit(1);
  }
  console.log(verdict);
}
