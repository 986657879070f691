"""One message to one device: encrypted for it alone (RFC 8291), signed as ours (RFC 8292), sent to its push service."""

import asyncio
import email.utils
from datetime import UTC, datetime
from enum import StrEnum

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from msgspec import Struct
from pywebpush import WebPusher, WebPushException

from edcamp.journal.subscriptions import Subscription
from edcamp.notify.endpoints import NotAllowed, PublicResolver, origin_of
from edcamp.notify.keys import Keys

ANSWERS_WITHIN_S = 10.0
"""A push service that has not answered by then is asked again later."""

CONNECTIONS = 128
CONNECTIONS_PER_SERVICE = 16
"""A service that hangs keeps so many connections for so long, and leaves the others to the rest."""


class Outcome(StrEnum):
    DELIVERED = "delivered"
    GONE = "gone"
    """Nobody is there any more: not to be tried again, ever."""
    AGAIN = "again"
    """Later it may work."""
    REFUSED = "refused"
    """Asking again would be answered in the same way."""


class Sent(Struct, frozen=True):
    """``wait_s``: how long the push service asked us to wait; 0 when it did not say."""

    outcome: Outcome
    status: int = 0
    wait_s: float = 0.0


class Sender:
    """``private``: push services on networks of one's own, and over HTTP, are fine too."""

    def __init__(self, keys: Keys, private: bool = False, within_s: float = ANSWERS_WITHIN_S) -> None:
        self.keys = keys
        self.private = private
        self._within_s = within_s
        self._session: ClientSession | None = None

    async def send(self, to: Subscription, payload: bytes, ttl_s: int, topic: str) -> Sent:
        """Never raises because of the push service, and never takes longer than it may.

        ``ttl_s``: for so long it is worth delivering. ``topic``: at most 32 letters, digits, dashes; one that has not
        been delivered yet gives way to the next of the same topic.
        """
        try:
            origin = origin_of(to.endpoint, self.private)
            body = await asyncio.to_thread(_encrypted, to, payload)
        except (NotAllowed, WebPushException, ValueError):
            return Sent(Outcome.GONE)
        headers = {
            "Authorization": self.keys.authorization(origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl_s),
            "Topic": topic,
            "Urgency": "high",
        }
        try:
            # What it says beside its status is nobody's business, and so is where it would rather send us.
            async with self._open().post(to.endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                wait_s = _seconds(answer.headers.get("Retry-After", ""))
                return Sent(_meaning(answer.status), answer.status, wait_s)
        except (ClientError, TimeoutError, OSError):
            return Sent(Outcome.AGAIN)

    def _open(self) -> ClientSession:
        if self._session is None:
            connector = TCPConnector(
                limit=CONNECTIONS,
                limit_per_host=CONNECTIONS_PER_SERVICE,
                resolver=None if self.private else PublicResolver(),
            )
            self._session = ClientSession(
                connector=connector,
                timeout=ClientTimeout(total=self._within_s),
                cookie_jar=DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _encrypted(to: Subscription, payload: bytes) -> bytes:
    pusher = WebPusher({"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}})
    body: bytes = pusher.encode(payload, "aes128gcm")["body"]
    return body


def _meaning(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.DELIVERED
    if status in (404, 410):
        return Outcome.GONE
    if status == 429 or status >= 500:
        return Outcome.AGAIN
    return Outcome.REFUSED


def _seconds(text: str) -> float:
    """Of a ``Retry-After``: so many seconds, or until a date; 0 for anything else."""
    if text.isdecimal():
        return float(text[:6])
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo is not None else 0.0
