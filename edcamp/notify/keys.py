"""Who this server is to push services: a key pair that follows from the installation's secret (RFC 8292)."""

import base64
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

VALID_S = 12 * 3600
"""Of a signature. Push services take up to a day; half of that leaves room for clocks that are wrong."""

RENEW_S = 3600

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: private keys are the numbers below it, from 1 on."""


class Keys:
    """So every process of an installation has the same pair, and whoever keeps ``secret.key`` has kept it.

    ``contact``: whom a push service can turn to, ``mailto:…`` or ``https://…``. ``now_s``: the wall clock in seconds.
    """

    def __init__(self, secret: bytes, contact: str, now_s: Callable[[], int]) -> None:
        digest = hmac.digest(secret, b"edcamp/push", "sha384")  # longer than the key, so that no number is likelier
        private = ec.derive_private_key(int.from_bytes(digest) % (_ORDER - 1) + 1, ec.SECP256R1())
        self._vapid = Vapid02(private)
        self._contact = contact
        self._now_s = now_s
        self._signed: dict[str, tuple[int, str]] = {}
        point = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.public = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        """As browsers take it: ``applicationServerKey``."""

    def authorization(self, origin: str) -> str:
        """The header for the push service at this origin; signed anew once an hour."""
        now = self._now_s()
        made, header = self._signed.get(origin, (0, ""))
        if not 0 <= now - made < RENEW_S:
            self._signed = {known: signed for known, signed in self._signed.items() if 0 <= now - signed[0] < RENEW_S}
            claims = {"aud": origin, "exp": now + VALID_S, "sub": self._contact}
            header = self._vapid.sign(claims)["Authorization"]
            self._signed[origin] = now, header
        return header
