"""From a context to a page: the templates in one language each, the page's scripts and styles, compression."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from babel.numbers import format_decimal
from markupsafe import Markup, escape
from msgspec import Struct
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from edcamp import wire
from edcamp.assets import Asset, bundled_at, manifest
from edcamp.domain import rules
from edcamp.i18n import LANGUAGES, Translation, client_catalogue, pick, translator
from edcamp.live.compression import Part, gzipped, gzipped_around, part
from edcamp.web.contexts import Assets, Common, ErrorPage

LANGUAGE_COOKIE = "edcamp_language"

GZIP_FROM = 1_000
"""Bytes; smaller pages fit into the packet that their headers travel in."""

GZIP_LEVEL = 4
"""Of a wall of 60 cards it leaves 9 % where the slowest level leaves 8 %, in a third of the time."""

INLINED = "phone"
"""Whose styles stand in the page itself: a round trip less before it can be read, 5 KB more in each page. A desk and a
board are opened once, on better networks."""

STYLE_GZIP_LEVEL = 9
"""Once for the life of the process."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class _InlineStyle(Struct, frozen=True):
    """``source``: as the Content-Security-Policy names it."""

    part: Part
    source: str


class Renderer:
    """``dist`` is read again when a new bundle is built."""

    def __init__(self, templates: Path, dist: Path) -> None:
        self._templates = templates
        self._dist = dist

    def prepare(self) -> None:
        """Compiles every page in every language, which would hold up the first people. Raises ``BundleMissing``."""
        manifest(self._dist)
        for language in LANGUAGES:
            environment = _environment(self._templates, translator(language))
            for name in environment.list_templates():
                environment.get_template(name)

    def language(self, conn: HTTPConnection) -> Translation:
        """What the reader chose here, else what their browser asks for."""
        return translator(pick(conn.cookies.get(LANGUAGE_COOKIE), conn.headers.get("accept-language")))

    def common(self, language: Translation, entry: str = "phone") -> Common:
        """What every page is given."""
        return Common(language, entry, self.assets(entry))

    def assets(self, entry: str) -> Assets:
        """Raises ``BundleMissing``."""
        return _assets(self._dist, bundled_at(self._dist), entry)

    def style_source(self) -> str:
        """What a Content-Security-Policy must allow for the styles that stand in pages; empty if there are none."""
        inline = self._inline_style()
        return inline.source if inline is not None else ""

    def _inline_style(self) -> "_InlineStyle | None":
        return _inline_style(self._dist, bundled_at(self._dist))

    def fragment(self, language: Translation, template: str, context: Struct) -> Markup:
        """A part of a page, already escaped. ``context``: a struct whose fields the template reads."""
        return Markup(_environment(self._templates, language).get_template(template).render(_fields(context)))  # noqa: S704

    def page(
        self,
        request: HTTPConnection,
        template: str,
        common: Common,
        *contexts: Struct,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        shared: Sequence[Part] = (),
    ) -> Response:
        """A page for this reader alone. Where contexts have a field of the same name, the later one counts.

        ``shared``: what stands in it as in others, and was compressed with the first of them.
        """
        html = self.draw(template, common, *contexts)
        return page_response(request, html, status, headers, (*self.fixed(common), *shared))

    def draw(self, template: str, common: Common, *contexts: Struct) -> bytes:
        """The HTML of a page, in UTF-8. Contexts: see ``page``."""
        fields = _fields(common)
        for context in contexts:
            fields |= _fields(context)
        return _environment(self._templates, common.language).get_template(template).render(fields).encode()

    def fixed(self, common: Common) -> tuple[Part, ...]:
        """What stands in a page as long as this bundle is used, and is compressed."""
        style = self._inline_style() if common.assets.style else None
        return (style.part,) if style is not None else ()

    def error_page(self, request: Request, refusal: wire.Refusal, status: int, reference: str = "") -> Response:
        """The page for an error that belongs to no form."""
        camp = re.match(r"/c/[a-z0-9-]+/", request.url.path)
        back = camp[0] if camp is not None and refusal.code != "camp-unknown" else "/"
        context = ErrorPage(refusal.code, refusal.message, status, back, reference)
        return self.page(request, "error.html", self.common(self.language(request)), context, status=status)


@cache
def _environment(templates: Path, language: Translation) -> jinja2.Environment:
    """Compiling the templates takes longer than anything that is done with them."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The placeholders are the browser's, {name}, so that a sentence said in both places is translated once.
    environment.globals.update(_words(language), limits=rules)
    environment.filters["host_of"] = _host_of
    return environment


def _host_of(link: str) -> str:
    """Where a link leads, as browsers show it: no letter passes for another."""
    try:
        return (urlsplit(link).hostname or "").encode("idna").decode()
    except UnicodeError:
        return ""


def page_response(
    request: HTTPConnection,
    body: bytes,
    status: int,
    headers: Mapping[str, str] | None,
    shared: Sequence[Part] = (),
) -> Response:
    """HTML that only this reader's browser keeps, and asks about each time."""
    if len(body) < GZIP_FROM or not _takes_gzip(request):
        return _private(body, status, headers)
    return _private(gzipped_around(shared, body, GZIP_LEVEL), status, headers, gzip=True)


def parts_response(request: HTTPConnection, parts: Sequence[Part], headers: Mapping[str, str]) -> Response:
    """The same, of parts that are compressed already."""
    if not _takes_gzip(request):
        return _private(b"".join(one.plain for one in parts), 200, headers)
    return _private(gzipped(parts), 200, headers, gzip=True)


def _takes_gzip(request: HTTPConnection) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _private(body: bytes, status: int, headers: Mapping[str, str] | None, *, gzip: bool = False) -> Response:
    fields = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language, Accept-Encoding"}
    if gzip:
        fields["content-encoding"] = "gzip"
    return Response(body, status, fields | dict(headers or {}), "text/html")


@lru_cache(maxsize=16)
def _assets(dist: Path, built: int, entry: str) -> Assets:
    """Of the bundle that was ``built`` then."""
    known = manifest(dist)
    script = known.get(f"{entry}.js", Asset(""))
    style = known.get(f"{entry}.css", Asset(""))
    inline = _inline_style(dist, built) if entry == INLINED else None
    icons = [name if (dist / name).is_file() else "" for name in ("icon.svg", "icon-192.png")]
    return Assets(
        css=style.file,
        style=Markup(inline.part.plain.decode()) if inline is not None else None,  # noqa: S704 - our own file
        js=script.file,
        preload=script.preload,
        icon=icons[0],
        touch_icon=icons[1],
    )


@lru_cache(maxsize=4)
def _inline_style(dist: Path, built: int) -> _InlineStyle | None:
    """The source map's address would be wrong where the page stands."""
    style = manifest(dist).get(f"{INLINED}.css")
    if style is None:
        return None
    text = re.sub(rb"\s*/\*# sourceMappingURL=[^*]*\*/\s*$", b"", (dist / style.file).read_bytes())
    digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
    return _InlineStyle(part(text, STYLE_GZIP_LEVEL), f"'sha256-{digest}'")


def json_for_html(value: object) -> Markup:
    return Markup(wire.encode_for_html(value).decode())  # noqa: S704


@cache
def catalogue_for_html(language: str, program: str) -> Markup | None:
    """What the browser's program translates by itself; None when there is nothing to translate."""
    catalogue = client_catalogue(language, program)
    return json_for_html(catalogue) if catalogue else None


def _fields(context: Struct) -> dict[str, Any]:
    return {name: getattr(context, name) for name in context.__struct_fields__}


def _words(language: Translation) -> dict[str, Any]:
    def filled(text: str, params: Mapping[str, object]) -> Markup:
        def value(match: re.Match[str]) -> str:
            given = params[match[1]]
            return escape(format_decimal(given, locale=language.locale) if isinstance(given, int) else given)

        return Markup(_PLACEHOLDER.sub(value, escape(text)))  # noqa: S704 - text and values are escaped

    def t(text: str, **params: object) -> Markup:
        return filled(language.gettext(text), params)

    def tn(one: str, many: str, count: int, **params: object) -> Markup:
        return filled(language.ngettext(one, many, count), {**params, "count": count})

    return {"t": t, "tn": tn}
