"""Where pushes may go. Addresses come from browsers, or from whoever says to be one: none may lead inside the house."""

import base64
import binascii
import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography.hazmat.primitives.asymmetric import ec

ENDPOINT_MAX = 1_000
"""Characters. The longest that a browser gives is half of that."""

AUTH_BYTES = 16
POINT_BYTES = 65

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 as IPv6-only networks reach it: the address is in the last four bytes."""


class NotAllowed(Exception):
    """This is no address, or no key, of a device that can be told something; the text says why."""


def origin_of(endpoint: str, private: bool = False) -> str:
    """The push service's origin. ``private``: one on a network of one's own, and over HTTP, is fine too.

    Raises ``NotAllowed``. What a name leads to is seen when it is looked up: see ``PublicResolver``.
    """
    if len(endpoint) > ENDPOINT_MAX or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise NotAllowed("it is no address")
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotAllowed("it is no address") from error
    if not host or parts.username is not None or parts.password is not None or "\\" in endpoint:
        raise NotAllowed("it is no address")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise NotAllowed("it is not https")
    if not private:
        if port not in (None, 443):
            raise NotAllowed("it has a port of its own")
        try:
            literal = is_public(host)
        except ValueError:
            literal = "." in host.strip(".") and not host.endswith((".", ".local", ".internal", ".localhost"))
        if not literal:
            raise NotAllowed("it is not on the public internet")
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}" + (f":{port}" if port is not None else "")


def check_keys(p256dh: str, auth: str) -> None:
    """Raises ``NotAllowed`` for what nothing could be encrypted to."""
    try:
        point, secret = _bytes_of(p256dh), _bytes_of(auth)
        if len(point) != POINT_BYTES or len(secret) != AUTH_BYTES:
            raise NotAllowed("its keys have another length")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (binascii.Error, ValueError) as error:
        raise NotAllowed("its keys are no keys") from error


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet could reach. Raises ``ValueError`` for what is none."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo is not None else None)
        if inner is None and found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


class PublicResolver(AbstractResolver):
    """Looks names up, and gives only what ``is_public``: so that no name leads inside, not even one that changes."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises ``OSError`` when nothing is left."""
        found = [each for each in await self._resolver.resolve(host, port, family) if is_public(each["host"])]
        if not found:
            raise OSError("the name leads nowhere on the public internet")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _bytes_of(text: str) -> bytes:
    if not text.isascii() or len(text) > 2 * POINT_BYTES:
        raise NotAllowed("its keys are no keys")
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
