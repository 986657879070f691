"""The browser bundle over HTTP: what has its contents' hash in its name is fetched once and kept for ever."""

import gzip
import hashlib
import mimetypes
import os
import re
import stat
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from edcamp import wire
from edcamp.domain.refusals import Refused
from edcamp.live.host import Live

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"

_HASHED = re.compile(r".+-[A-Z0-9]{8}\.(js|css|svg|png|woff2)(\.map|\.LEGAL\.txt)?")
_COMPRESSED_ALREADY = (".png", ".woff2")
_ICONS = {"icon.svg": ("any", "any"), "icon-192.png": ("192x192", "any"), "icon-512.png": ("512x512", "any")}
_MASKABLE = {"icon-maskable-512.png": ("512x512", "maskable")}


class Icon(Struct, frozen=True):
    src: str
    sizes: str
    type: str
    purpose: str


class WebManifest(Struct, frozen=True):
    """https://www.w3.org/TR/appmanifest/"""

    id: str
    name: str
    short_name: str
    start_url: str
    icons: tuple[Icon, ...]
    scope: str = "/"
    display: str = "standalone"
    background_color: str = "#e3e8eb"
    theme_color: str = "#e3e8eb"


class _File(Struct, frozen=True):
    body: bytes
    gzipped: bytes
    media_type: str
    etag: str


class Bundle:
    def __init__(self, dist: Path, live: Live) -> None:
        self._dist = dist
        self._live = live

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/static/{name}", self.static, methods=["GET"]),
            Route("/sw.js", self.service_worker, methods=["GET"]),
            Route("/app.webmanifest", self.web_manifest, methods=["GET"]),
        ]

    async def static(self, request: Request) -> Response:
        """A file of the bundle, by its name."""
        name = request.path_params["name"]
        return self._send(request, name, FOR_EVER if _HASHED.fullmatch(name) else ASK_AGAIN)

    async def service_worker(self, request: Request) -> Response:
        """At the top of the site, so that it may serve every camp."""
        return self._send(request, "sw.js", "no-cache", {"service-worker-allowed": "/"})

    async def web_manifest(self, request: Request) -> Response:
        """What an installed app is called and where it starts: in ``camp``, if one is given."""
        name, start = "edcamp", "/"
        if code := request.query_params.get("camp"):
            camp = await self._live.camp(code)
            name, start = camp.value.settings.name, f"/c/{camp.id}/"
        icons = tuple(
            Icon(f"/static/{file}", sizes, _media_type(file), purpose)
            for file, (sizes, purpose) in {**_ICONS, **_MASKABLE}.items()
            if (self._dist / file).is_file()
        )
        manifest = WebManifest(start, name, name[:12].strip(), start, icons)
        headers = {"cache-control": "public, max-age=3600"}
        return Response(wire.encode(manifest), 200, headers, "application/manifest+json")

    def _send(self, request: Request, name: str, cache: str, more: dict[str, str] | None = None) -> Response:
        file = self._read(name)
        headers = {"cache-control": cache, "etag": file.etag, "vary": "Accept-Encoding", **(more or {})}
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = file.body
        if file.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
            body = file.gzipped
            headers["content-encoding"] = "gzip"
        return Response(body, 200, headers, file.media_type)

    def _read(self, name: str) -> _File:
        path = f"{self._dist}/{name}"
        try:
            found = os.stat(path)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise Refused("not-found") from error
        if "/" in name or "\\" in name or not stat.S_ISREG(found.st_mode):
            raise Refused("not-found")
        return _read_file(path, found.st_mtime_ns)


@lru_cache(maxsize=256)
def _read_file(name: str, changed: int) -> _File:
    path = Path(name)
    body = path.read_bytes()
    gzipped = b"" if path.suffix in _COMPRESSED_ALREADY else gzip.compress(body, 9, mtime=0)
    return _File(body, gzipped, _media_type(path.name), f'W/"{hashlib.sha256(body).hexdigest()[:24]}"')


def _media_type(name: str) -> str:
    known = {".js": "text/javascript", ".map": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return known.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
