"""What is counted of who is connected, what they are sent and what they ask; and that nothing they sent is a label."""

import asyncio
from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY

from edcamp.domain.refusals import SENTENCES
from edcamp.notify.sender import Outcome
from tests.hub.clients import PollClient, RawSocket, SocketClient, StreamClient
from tests.hub.conftest import Camp, Server

pytestmark = pytest.mark.anyio

LABELS = {
    "transport": {"websocket", "stream", "poll"},
    "audience": {"public", "organizers", "person"},
    "why": {"first", "epoch", "large"},
    "code": set(SENTENCES),
    "ending": {"draft", *SENTENCES},
    "outcome": set(Outcome),
}
"""Every label with every value that it may ever have; buckets apart."""


class Since:
    """What has been counted since this was made."""

    def __init__(self) -> None:
        self._before = _samples()

    def __call__(self, name: str, **labels: str) -> float:
        key = name, frozenset(labels.items())
        return _samples().get(key, 0.0) - self._before.get(key, 0.0)


def _samples() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("edcamp_")
        for sample in metric.samples
    }


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.02)


async def test_who_is_connected_and_what_they_take_is_counted_by_kind(server: Server, camp: Camp) -> None:
    ana, olga = await camp.join("Ana"), await camp.join("Olga", organizer=True)
    await camp.propose(ana, "t1")
    since = Since()
    phone = SocketClient(server.url, server.code, ana)
    desk = SocketClient(server.url, server.code, olga)
    stream, poll = StreamClient(server.url, server.code), PollClient(server.url, server.code)
    for client in (phone, desk, stream, poll):
        await client.start()
    await until(lambda: since("edcamp_connected", transport="poll") == 1)
    assert since("edcamp_connected", transport="websocket") == 2
    assert since("edcamp_connected", transport="stream") == 1
    before = Since()
    await camp.vote(ana, "t1")
    for client in (phone, desk, stream):
        await client.until_seq("public", camp.seq)
    await phone.until_seq("me", camp.seq)
    assert before("edcamp_deliveries_total", audience="public") >= 4
    assert before("edcamp_deliveries_total", audience="person") == 1
    sent = before("edcamp_delivered_bytes_total", audience="public")
    assert 60 < sent / before("edcamp_deliveries_total", audience="public") < 400
    assert before("edcamp_tick_seconds_count") >= 1
    for client in (phone, desk, stream, poll):
        await client.stop()
    await until(lambda: not any(since("edcamp_connected", transport=t) for t in LABELS["transport"]))


async def test_what_is_asked_is_counted_with_its_answer(server: Server, camp: Camp) -> None:
    ana = SocketClient(server.url, server.code, await camp.join("Ana"))
    await ana.start()
    since = Since()
    good = {"do": "propose-topic", "topic": "t1", "kind": "learn", "title": "Robots"}
    commands = [good, {"do": "set-vote", "topic": "nowhere", "weight": "must"}, {"do": "fly <script>"}]
    message = {"client": "tab", "commands": [{"n": n, "command": c} for n, c in enumerate(commands, 1)]}
    answer = await ana.send(message)
    assert [ack.get("code") for ack in answer["acks"]] == [None, "topic-unknown", "bad-command"]
    assert since("edcamp_accepted_total") == 1
    assert since("edcamp_refused_total", code="topic-unknown") == 1
    assert since("edcamp_refused_total", code="bad-command") == 1
    assert since("edcamp_ask_seconds_count") == 1
    assert (since("edcamp_append_seconds_count"), since("edcamp_append_entries_sum")) == (1, 1)


async def test_whoever_is_sent_for_a_snapshot_is_counted_with_the_reason(server: Server, camp: Camp) -> None:
    since = Since()
    async with RawSocket(server.url, server.code) as socket:
        for number, (hello, why) in enumerate(
            (
                ("{}", "first"),
                ('{"epoch":"another","public":1}', "epoch"),
                (f'{{"epoch":"{camp.live.epoch}","public":{camp.seq}}}', None),
            ),
            1,
        ):
            answer = await socket.ask(number, f'["hello",{{"since":{hello}}}]')
            assert (answer["stale"] == ["public"]) is (why is not None)
    counted = {why: since("edcamp_snapshots_total", why=why) for why in LABELS["why"]}
    assert counted == {"first": 1, "epoch": 1, "large": 0}


def test_no_label_is_anything_that_somebody_sent() -> None:
    """After everything that this module, and those before it, have sent."""
    for metric in REGISTRY.collect():
        if metric.name.startswith("edcamp_"):
            for sample in metric.samples:
                for label, value in sample.labels.items():
                    assert label == "le" or value in LABELS[label], sample
