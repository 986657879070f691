"""Who somebody is: a signed cookie for each camp, secret links that give one, and whose requests may use it."""

import hashlib
import hmac
from urllib.parse import urlsplit

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import HTTPConnection
from starlette.responses import Response

from edcamp.domain.camp import Camp
from edcamp.domain.ids import CampId, PersonId
from edcamp.domain.refusals import Refused
from edcamp.live.camp import PERSON_ID_BYTES
from edcamp.live.clock import Clock, SystemClock

COOKIE_PREFIX = "edcamp-"

COOKIE_DAYS = 14
"""The camp itself, a week of looking forward to it, and one to look things up; a lost phone is no key after that."""

SECOND_DEVICE_MINUTES = 15
"""Enough to walk to another device, too short to be found in somebody's history."""

INVITED_DAYS = 30
"""How long somebody who is on a list can use the link that they were sent: it is sent once, days before the camp."""

_KEY_LENGTH = 40
"""Hexadecimal digits of links that hold until they are renewed: 160 bits."""


class Login:
    """Signs and reads what says who somebody is. ``public_url``: how browsers reach this server, if that is fixed."""

    def __init__(self, secret: bytes, public_url: str | None = None, clock: Clock | None = None) -> None:
        self._secret = secret
        self._public_url = public_url.rstrip("/") if public_url is not None else None
        self._clock = clock or SystemClock()

    # --- the cookie

    def signed(self, conn: HTTPConnection, camp: CampId) -> PersonId | None:
        """Whom the camp's cookie names; None without one, and for one that is forged or too old.

        It says nothing about whether the camp still knows that person.
        """
        value = conn.cookies.get(cookie_name(camp))
        return None if value is None else self._read("cookie", camp, value, COOKIE_DAYS * 86_400)

    def identify(self, conn: HTTPConnection, camp: Camp) -> PersonId | None:
        """As ``signed``, and None for somebody whom the camp does not know."""
        person = self.signed(conn, camp.id)
        return person if person in camp.people else None

    def remember(self, conn: HTTPConnection, response: Response, camp: CampId, person: PersonId) -> None:
        """Makes the device that ``response`` goes to this person's."""
        response.set_cookie(
            cookie_name(camp),
            self._sign("cookie", camp, person),
            max_age=COOKIE_DAYS * 86_400,
            httponly=True,
            samesite="lax",
            secure=self.origin(conn).startswith("https:"),
        )

    def forget(self, response: Response, camp: CampId) -> None:
        """Makes the device that ``response`` goes to nobody's."""
        response.delete_cookie(cookie_name(camp), httponly=True, samesite="lax")

    def person_of_form(self, camp: CampId, token: str, name: str, organizer: bool) -> PersonId:
        """Who joins with a form that carries this token; nobody but this installation can tell."""
        words = f"join/{camp}/{organizer}/{len(token)}/{token}/{name}".encode()
        return PersonId(f"p{hmac.digest(self._secret, words, 'sha256').hex()[: 2 * PERSON_ID_BYTES]}")

    # --- links

    def check_organizer_key(self, camp: Camp, key: str) -> None:
        """Raises ``Refused``: ``link-old`` for any key but the one of the camp's present links."""
        if not hmac.compare_digest(key.encode(), organizer_key(self._secret, camp).encode()):
            raise Refused("link-old")

    def second_device_link(self, origin: str, camp: CampId, person: PersonId) -> str:
        """Makes another device this person's; it works for ``SECOND_DEVICE_MINUTES``."""
        return f"{origin}/c/{camp}/as/{self._sign('device', camp, person)}"

    def invitation_link(self, origin: str, camp: CampId, person: PersonId) -> str:
        """Makes a device that of a person who is on a list; it works for ``INVITED_DAYS``."""
        return f"{origin}/c/{camp}/as/{self._sign('invitation', camp, person)}"

    def read_personal_token(self, camp: Camp, token: str) -> PersonId:
        """Whose link it is. Raises ``Refused``: ``link-old`` for a token that is forged, too old, or of somebody
        unknown.
        """
        person = self._read("device", camp.id, token, SECOND_DEVICE_MINUTES * 60)
        if person is None:
            person = self._read("invitation", camp.id, token, INVITED_DAYS * 86_400)
        if person is None or person not in camp.people:
            raise Refused("link-old")
        return person

    def calendar_link(self, origin: str, camp: Camp, person: PersonId) -> str:
        """Where a person's calendar is, until they want another address or are forgotten."""
        return f"{origin}/c/{camp.id}/calendar/of/{person}/{self._calendar_key(camp, person)}.ics"

    def check_calendar(self, camp: Camp, person: str, key: str) -> PersonId:
        """Whose calendar is there. Raises ``Refused``: ``link-old`` for an address that is not, or not any more."""
        known = PersonId(person)
        if known not in camp.people or not hmac.compare_digest(key.encode(), self._calendar_key(camp, known).encode()):
            raise Refused("link-old")
        return known

    def _calendar_key(self, camp: Camp, person: PersonId) -> str:
        words = f"calendar/{camp.id}/{person}/{camp.people[person].calendar}".encode()
        return hmac.digest(self._secret, words, "sha256").hex()[:_KEY_LENGTH]

    def _sign(self, use: str, camp: CampId, person: PersonId) -> str:
        return self._signer(use, camp).sign(person).decode()

    def _read(self, use: str, camp: CampId, value: str, max_age: int) -> PersonId | None:
        try:
            person, signed = self._signer(use, camp).unsign(value, return_timestamp=True)
        except BadSignature:
            return None
        # Of a future moment is not too old: a venue's laptop whose clock was put right must not send everybody away.
        age = self._clock.now() / 1000 - signed.timestamp()
        return PersonId(person.decode()) if age <= max_age else None

    def _signer(self, use: str, camp: CampId) -> TimestampSigner:
        return _Signer(self._clock, self._secret, f"edcamp/{use}/{camp}")

    # --- whose requests

    def origin(self, conn: HTTPConnection) -> str:
        """How the browser addressed this server, such as ``https://camp.example.org``; no slash at the end."""
        if self._public_url is not None:
            return self._public_url
        return f"{conn.url.scheme.replace('ws', 'http')}://{conn.url.netloc}"

    def origin_allowed(self, conn: HTTPConnection) -> bool:
        """Whether a request that changes something, or a socket's handshake, comes from this server's own pages.

        - ``Sec-Fetch-Site`` cannot be set by a page. Anything but ``same-origin`` and ``none`` (typed, a bookmark) is
          refused. Browsers send it over HTTPS and to localhost; it is not asked of sockets, where they disagree on it.
        - ``Origin`` must be ours. ``null`` (a sandbox, a privacy setting) passes only if ``Sec-Fetch-Site`` vouches
          for it. Over plain HTTP a proxy may have taken HTTPS off, so our host is ours under either scheme.
        - Neither header: a program. Every browser since 2020 sends ``Origin`` with each POST and each socket, and
          a page cannot take it away; the cookie is ``SameSite=Lax`` besides, so an older browser keeps it to itself.
        """
        site = conn.headers.get("sec-fetch-site") if conn.scope["type"] == "http" else None
        if site is not None and site not in ("same-origin", "none"):
            return False
        origin = conn.headers.get("origin")
        if origin is None:
            return True
        if origin == "null":
            return site == "same-origin"
        return origin in self._own_origins(conn)

    def require_own_origin(self, conn: HTTPConnection) -> None:
        """Raises ``Refused``: ``foreign-origin``."""
        if not self.origin_allowed(conn):
            raise Refused("foreign-origin", conn.headers.get("origin", "?")[:80])

    def _own_origins(self, conn: HTTPConnection) -> set[str]:
        host = conn.headers.get("host", "")
        schemes = ("https",) if conn.url.scheme in ("https", "wss") else ("http", "https")
        own = {f"{scheme}://{host}" for scheme in schemes}
        if self._public_url is not None:
            public = urlsplit(self._public_url)
            own.add(f"{public.scheme}://{public.netloc}")
        return own


class _Signer(TimestampSigner):
    """Asks the day's clock for the time."""

    def __init__(self, clock: Clock, secret: bytes, salt: str) -> None:
        super().__init__(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
        self._clock = clock

    def get_timestamp(self) -> int:
        return self._clock.now() // 1000


def organizer_key(secret: bytes, camp: Camp) -> str:
    """Whoever opens ``/c/CODE/organize/<key>`` becomes an organizer, until ``ResetLinks``."""
    words = f"organize/{camp.id}/{camp.link_generation}".encode()
    return hmac.digest(secret, words, "sha256").hex()[:_KEY_LENGTH]


def cookie_name(camp: CampId) -> str:
    return f"{COOKIE_PREFIX}{camp}"
