"""Messages that a device can read and nobody else; what push services say of them; and where none of them goes."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from edcamp.journal.subscriptions import Subscription
from edcamp.notify import Keys, Sender
from edcamp.notify.endpoints import NotAllowed, PublicResolver, check_keys, is_public, origin_of
from edcamp.notify.sender import Outcome, Sent
from tests.notify.push_service import PushService, check_vapid, decoded, decrypt, encoded, point_of, running

pytestmark = pytest.mark.anyio

SECRET = b"a secret of 32 bytes, for testing"
CONTACT = "mailto:olga@camp.test"


@pytest.fixture
def service() -> Iterator[PushService]:
    with running() as made:
        yield made


def now() -> int:
    return int(time.time())


@pytest.fixture
async def sender(anyio_backend: str) -> AsyncIterator[Sender]:
    made = Sender(Keys(SECRET, CONTACT, now), private=True, within_s=0.5)
    yield made
    await made.close()


async def send(sender: Sender, to: Subscription, payload: bytes = b'{"title": "Hi"}') -> Sent:
    return await sender.send(to, payload, 600, "topic-1")


# --- the service itself


def test_the_service_reads_what_rfc_8291_has_as_an_example() -> None:
    private = ec.derive_private_key(
        int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), ec.SECP256R1()
    )
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    plain = decrypt(private, decoded("BTBZMqHH6r4Tts7J_aSIgg"), decoded(body))
    assert plain == b"When I grow up, I want to be a watermelon"


def test_the_service_refuses_a_token_of_another_key() -> None:
    good = Keys(SECRET, CONTACT, now).authorization("https://push.example")
    other = Keys(b"another secret", CONTACT, now)
    assert check_vapid(good).key != other.public
    with pytest.raises(InvalidSignature):
        check_vapid(good.replace(check_vapid(good).key, other.public))


# --- keys


def test_the_same_secret_is_the_same_server_everywhere() -> None:
    keys, again, other = (Keys(secret, CONTACT, now) for secret in (SECRET, SECRET, b"another secret"))
    assert keys.public == again.public != other.public
    assert len(decoded(keys.public)) == 65


def test_a_signature_holds_for_its_service_and_for_hours() -> None:
    at = [1_000_000]
    keys = Keys(SECRET, CONTACT, lambda: at[0])
    first = keys.authorization("https://push.example")
    claims = check_vapid(first)
    assert (claims.aud, claims.sub, claims.key) == ("https://push.example", CONTACT, keys.public)
    assert 3600 < claims.exp - at[0] <= 86_400
    assert check_vapid(keys.authorization("https://other.example")).aud == "https://other.example"
    at[0] += 3599
    assert keys.authorization("https://push.example") == first
    at[0] += 1
    assert check_vapid(keys.authorization("https://push.example")).exp == claims.exp + 3600


# --- sending


async def test_a_message_is_read_by_its_device(service: PushService, sender: Sender) -> None:
    phone = service.device("phone")
    payload = '{"title": "¿Estarás allí?"}'.encode() + b" " * 2_500

    assert await send(sender, phone.subscription(), payload) == Sent(Outcome.DELIVERED, 201)

    [push] = service.wait_for(1)
    assert push.payload == {"title": "¿Estarás allí?"}
    assert (push.headers["ttl"], push.headers["topic"], push.headers["urgency"]) == ("600", "topic-1", "high")
    assert push.claims.key == sender.keys.public


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (429, Outcome.AGAIN),
        (500, Outcome.AGAIN),
        (503, Outcome.AGAIN),
        (400, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
    ],
)
async def test_what_a_service_answers_is_understood(
    service: PushService, sender: Sender, status: int, outcome: Outcome
) -> None:
    assert await send(sender, service.device("phone", status).subscription()) == Sent(outcome, status)


async def test_a_service_says_how_long_to_wait(service: PushService, sender: Sender) -> None:
    service.retry_after = "90"
    assert (await send(sender, service.device("phone", 429).subscription())).wait_s == 90
    service.retry_after = "nonsense"
    assert (await send(sender, service.device("phone", 503).subscription())).wait_s == 0


async def test_a_redirection_is_not_followed(service: PushService, sender: Sender) -> None:
    service.device("elsewhere")
    assert await send(sender, service.device("phone", 307).subscription()) == Sent(Outcome.REFUSED, 307)
    assert service.asked == ["phone"]


async def test_a_service_that_hangs_holds_up_nobody_else(service: PushService, sender: Sender) -> None:
    with running() as other:
        stuck = [service.device(f"stuck-{n}", hangs=True).subscription() for n in range(40)]
        hanging = [asyncio.create_task(send(sender, to)) for to in stuck]
        await asyncio.sleep(0.05)
        assert (await send(sender, other.device("phone").subscription())).outcome is Outcome.DELIVERED
        assert {(await task).outcome for task in hanging} == {Outcome.AGAIN}
        service.ending.set()


async def test_a_service_that_is_not_there_is_asked_again(sender: Sender, service: PushService) -> None:
    to = replace(service.device("phone").subscription(), endpoint="http://127.0.0.1:9/push/phone")
    assert await send(sender, to) == Sent(Outcome.AGAIN)


# --- where nothing goes


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.7/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/x",
        "https://[64:ff9b::a00:1]/x",
        "https://[fd00::1]/x",
        "https://224.0.0.1/x",
        "https://0.0.0.0/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://redis.internal/x",
        "https://camp.localhost/x",
        "https://intranet/x",
        "https://push.example:6379/x",
        "https://user@push.example/x",
        "https://push.example\\@10.0.0.1/x",
        "https://push.example/a b",
        "https://push.example/\r\nHost: inside",
        "https://[push.example/x",
        "ftp://push.example/x",
        "https:///x",
        "//push.example/x",
        "",
        "https://push.example/" + "x" * 1_000,
        "https://püsh.example/x",
    ],
)
def test_an_address_that_could_lead_inside_is_refused(endpoint: str) -> None:
    with pytest.raises(NotAllowed):
        origin_of(endpoint)


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", "https://fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", "https://updates.push.services.mozilla.com"),
        ("https://web.push.apple.com:443/x", "https://web.push.apple.com:443"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]"),
    ],
)
def test_push_services_of_browsers_are_fine(endpoint: str, origin: str) -> None:
    assert origin_of(endpoint) == origin


def test_a_service_of_ones_own_is_fine_when_the_operator_says_so() -> None:
    assert origin_of("http://127.0.0.1:8080/x", private=True) == "http://127.0.0.1:8080"
    assert not is_public("127.0.0.1")


async def test_a_name_that_leads_inside_is_not_followed(service: PushService) -> None:
    """Whatever it is called: this one is found in the machine's own list of hosts."""
    resolver = PublicResolver()
    with pytest.raises(OSError, match="leads nowhere"):
        await resolver.resolve("localhost", 443)
    await resolver.close()
    public = Sender(Keys(SECRET, CONTACT, now), within_s=2)
    assert (await send(public, service.device("phone").subscription())).outcome is Outcome.GONE
    assert service.asked == []
    await public.close()


def test_keys_that_nothing_can_be_encrypted_to_are_refused() -> None:
    point = encoded(b"\4" + b"\1" * 64)
    good = ec.generate_private_key(ec.SECP256R1()).public_key()
    check_keys(encoded(point_of(good)), encoded(b"sixteen bytes ok"))
    check_keys(base64.urlsafe_b64encode(point_of(good)).decode(), encoded(b"sixteen bytes ok"))
    for p256dh, auth in [
        (point, encoded(b"sixteen bytes ok")),
        (encoded(point_of(good)), encoded(b"short")),
        (encoded(point_of(good))[:-4], encoded(b"sixteen bytes ok")),
        ("ñ", "ñ"),
        ("", ""),
        ("!" * 87, "!" * 22),
        ("a" * 9_999, "a"),
    ]:
        with pytest.raises(NotAllowed):
            check_keys(p256dh, auth)
