/**
 * Light or dark whatever the device prefers: a projector seldom knows how bright the room is. The style sheets are told
 * instead of written twice. Must run when they are loaded, as a module script of theirs does.
 */
export function forceScheme(scheme: string | null): void {
  if (scheme !== "dark" && scheme !== "light") return;
  document.documentElement.style.colorScheme = scheme;
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes("prefers-color-scheme: dark")) {
        rule.media.mediaText = scheme === "dark" ? "screen" : "not all";
      }
    }
  }
}
