"""A push service on loopback, with its devices: checks who sends (RFC 8292) and reads what is sent (RFC 8291).

Written from the RFCs on plain cryptography, so that it disagrees with the libraries of the program when those err.
"""

import base64
import json
import re
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edcamp.journal.subscriptions import Subscription

DAY_S = 86_400
WITHIN_S = 15.0
HANG_AT_MOST_S = 30.0


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def decrypt(private: ec.EllipticCurvePrivateKey, auth: bytes, body: bytes) -> bytes:
    """RFC 8291, section 3, and RFC 8188, section 2, for the one record that a push is."""
    salt, record_size, id_length = body[:16], struct.unpack("!I", body[16:20])[0], body[20]
    sender, record = body[21 : 21 + id_length], body[21 + id_length :]
    assert len(record) <= record_size
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    info = b"WebPush: info\0" + point_of(private.public_key()) + sender
    secret = hkdf(auth, shared, info, 32)
    key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
    padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
    assert padded[-1:] == b"\2", "the last record ends in 2"
    return padded[:-1]


@dataclass
class Claims:
    """Of a signature that was checked."""

    aud: str
    exp: int
    sub: str
    key: str


def check_vapid(header: str) -> Claims:
    """RFC 8292, section 3: ES256 over the token, by the key beside it."""
    found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)", header)
    assert found is not None, header
    head, claims, signature, key = found.groups()
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = decoded(signature)
    assert len(raw) == 64
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return Claims(**json.loads(decoded(claims)), key=key)


@dataclass
class Push:
    """One request: what the device read, and how the service was asked."""

    device: "Device"
    payload: dict[str, Any]
    claims: Claims
    headers: dict[str, str]


@dataclass
class Device:
    """A browser that asked to be told. ``answers``: what its service says to the next requests, then 201."""

    name: str
    service: "PushService"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"sixteen bytes ok"
    answers: list[int] = field(default_factory=list)
    hangs: bool = False

    @property
    def endpoint(self) -> str:
        return f"{self.service.origin}/push/{self.name}"

    @property
    def p256dh(self) -> str:
        return encoded(point_of(self.private.public_key()))

    def subscription(self, language: str = "en", clock: str = "en_US") -> Subscription:
        return Subscription(self.endpoint, self.p256dh, encoded(self.auth), language, clock)

    def written(self) -> dict[str, Any]:
        """As ``JSON.stringify(subscription)`` has it."""
        keys = {"p256dh": self.p256dh, "auth": encoded(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def private_jwk(self) -> dict[str, str]:
        numbers = self.private.private_numbers()
        x, y = (n.to_bytes(32) for n in (numbers.public_numbers.x, numbers.public_numbers.y))
        return {"d": encoded(numbers.private_value.to_bytes(32)), "x": encoded(x), "y": encoded(y)}


class PushService:
    """Runs in threads of its own. ``faults``: what was wrong with requests; a test that has any fails."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.pushes: list[Push] = []
        self.asked: list[str] = []
        """Devices of all requests, those that were turned away too."""
        self.faults: list[str] = []
        self.retry_after: str | None = None
        self.ending = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def device(self, name: str, *answers: int, hangs: bool = False) -> Device:
        self.devices[name] = made = Device(name, self, answers=list(answers), hangs=hangs)
        return made

    def of(self, device: Device) -> list[dict[str, Any]]:
        """What the device was told, in order."""
        return [push.payload for push in self.pushes if push.device is device]

    def wait_for(self, count: int) -> list[Push]:
        """So many messages that were delivered, and no more."""
        deadline = time.monotonic() + WITHIN_S
        while len(self.pushes) < count and time.monotonic() < deadline and not self.faults:
            time.sleep(0.02)
        assert self.faults == []
        assert len(self.pushes) == count
        return self.pushes

    def close(self) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status that a request is answered with."""
        device = self.devices[path.removeprefix("/push/")]
        self.asked.append(device.name)
        if device.hangs:
            self.ending.wait(HANG_AT_MOST_S)
        if device.answers and (status := device.answers.pop(0)) not in (200, 201):
            return status
        claims = check_vapid(headers["authorization"])
        assert claims.aud == self.origin
        assert time.time() < claims.exp <= time.time() + DAY_S
        assert re.fullmatch(r"(mailto:|https://).+", claims.sub)
        assert headers["content-encoding"] == "aes128gcm"
        assert headers["ttl"].isdecimal()
        assert re.fullmatch(r"[\w-]{1,32}", headers["topic"])
        assert len(body) <= 4096
        payload = json.loads(decrypt(device.private, device.auth, body))
        self.pushes.append(Push(device, payload, claims, headers))
        return 201


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                status = service.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            except Exception as error:
                service.faults.append(repr(error))
                status = 400
            self.send_response(status)
            if service.retry_after is not None and status in (429, 503):
                self.send_header("retry-after", service.retry_after)
            if status in (301, 302, 307):
                self.send_header("location", f"{service.origin}/push/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[PushService]:
    service = PushService()
    try:
        yield service
    finally:
        service.close()
    assert service.faults == []
