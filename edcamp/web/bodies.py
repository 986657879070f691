"""Form fields of a request, read no further than a form may be long."""

import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from edcamp.domain.refusals import Refused
from edcamp.domain.rules import BODY_MAX

FIELDS_MAX = 200
"""More than any form has: every interest and tag of a camp ticked is below it."""

Fields = Mapping[str, tuple[str, ...]]
"""Values by field, in the order they were sent."""


async def read_body(request: Request, most: int = BODY_MAX) -> bytes:
    """Raises ``Refused``: ``too-large``, as soon as that is known."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > most:
        raise Refused("too-large", int(announced))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Refused("too-large", len(body))
    return bytes(body)


async def read_form(request: Request) -> Fields:
    """Raises ``Refused``: ``too-large``; ``bad-command`` for what no form of ours sends."""
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused("bad-command", f"content-type: {kind[:80]}")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError as error:  # of decoding too
        raise Refused("bad-command", "a form that cannot be read") from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


def first(fields: Fields, name: str) -> str:
    """The field's first value; empty when it is not there."""
    return fields.get(name, ("",))[0]


def label_words(fields: Fields, name: str) -> tuple[str, ...]:
    """A field of several words: ticked boxes, and ``other_<name>``, which has commas between them."""
    values = (*fields.get(name, ()), *fields.get(f"other_{name}", ()))
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def plain(text: str) -> str:
    """To find words by, however they are written: without capitals, accents and doubled spaces."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
