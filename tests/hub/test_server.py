"""Socket.IO: everything is answered, in order, whatever is sent."""

import json
from typing import Any

import aiohttp
import pytest
import socketio.exceptions

from tests.hub.clients import RawSocket, SocketClient
from tests.hub.conftest import NOW, Camp, Server

pytestmark = pytest.mark.anyio


def refusal(code: str, message: str, value: Any, retryable: bool = False, n: int = 0) -> dict[str, Any]:
    return {"ok": False, "code": code, "message": message, "value": value, "retryable": retryable, "n": n}


async def refused_handshake(client: SocketClient, auth: Any = None) -> Any:
    heard: list[Any] = []
    socket = socketio.AsyncClient(http_session=client.open(), reconnection=False)
    socket.on("connect_error", heard.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await socket.connect(
            client.url, transports=["websocket"], auth=auth, headers=dict(client.headers), wait_timeout=5
        )
    await client.stop()
    [error] = heard
    return error


async def test_hello_says_where_the_camp_is_and_who_is_asking(server: Server, camp: Camp) -> None:
    person = await camp.join("Ana")
    client = SocketClient(server.url, server.code, person)
    await client.connect()
    answer = await client.call("hello", {"since": {}})
    assert answer.pop("deltas")[0]["put"]["me"]["name"] == "Ana"
    assert isinstance(answer.pop("shown"), int)
    assert answer == {
        "ok": True,
        "epoch": camp.live.epoch,
        "seq": camp.seq,
        "time": NOW,
        "person": person,
        "organizer": False,
        "stale": ["public"],
        "ephemeral": {},
    }


async def test_commands_are_acknowledged_and_seen(server: Server, camp: Camp) -> None:
    person = await camp.join("Ana")
    client = SocketClient(server.url, server.code, person)
    await client.start()
    proposal = {"do": "propose-topic", "topic": "t1", "kind": "lead", "title": "Chairs in circles"}
    vote = {"do": "set-vote", "topic": "t1", "weight": "must"}
    message = {"client": "phone-1", "commands": [{"n": 1, "command": proposal}, {"n": 2, "command": vote}]}
    answer = await client.send(message)
    assert answer == {
        "acks": [
            {"ok": True, "n": 1, "seq": 3, "touched": ["public", "me"], "dropped": []},
            {"ok": True, "n": 2, "seq": 4, "touched": ["public", "me"], "dropped": []},
        ]
    }
    await client.until_seq("public", 4)
    await client.until_seq("me", 4)
    assert client.documents.of["public"]["tally/t1"] == {"interested": 0, "must": 1}
    assert client.documents.of["me"]["vote/t1"] == "must"
    assert [ack["seq"] for ack in (await client.send(message))["acks"]] == [4, 4]


async def test_one_bad_command_is_refused_alone(server: Server, camp: Camp) -> None:
    client = SocketClient(server.url, server.code, await camp.join("Ana"))
    await client.start()
    commands = [
        {"n": 1, "command": {"do": "fly"}},
        {"n": 2, "command": {"do": "set-interests", "interests": ["ai"]}},
        {"n": 0, "command": {"do": "set-interests", "interests": []}},
        {"n": 4, "command": {"do": "set-vote", "topic": "t9", "weight": "must"}},
        "nothing",
    ]
    answer = await client.send({"client": "phone-1", "commands": commands})
    unreadable, done, uncounted, unknown, nothing = answer["acks"]
    assert (unreadable["code"], unreadable["n"], unreadable["retryable"]) == ("bad-command", 1, False)
    assert done == {"ok": True, "n": 2, "seq": 3, "touched": ["me"], "dropped": []}
    assert (uncounted["code"], uncounted["n"]) == ("counter", 0)
    assert unknown == refusal("topic-unknown", "This topic does not exist (any more): t9.", "t9", n=4)
    assert (nothing["code"], nothing["n"]) == ("bad-command", 0)


EVENTS: dict[str, str | None] = {
    '["commands"]': "bad-command",
    '["commands",null]': "bad-command",
    '["commands",17]': "bad-command",
    '["commands",{"client":"c"}]': "bad-command",
    '["commands",{"client":"NOT AN ID","commands":[]}]': "bad-id",
    '["commands",{"client":"c","commands":[],"more":1}]': "bad-command",
    '["commands",{"client":"c","commands":[]},2,3]': None,
    f'["commands",{{"client":"c","commands":[{",".join(["{}"] * 33)}]}}]': "too-many-at-once",
    f'["commands",{{"client":"{"c" * 65536}","commands":[]}}]': "too-large",
    '["hello"]': "bad-command",
    '["hello",{"since":{"public":"far"}}]': "bad-command",
    '["hello",{"since":{"public":1},"other":2}]': "bad-command",
    '["hello",{"since":{}},"more"]': None,
    '["dance",{"with":"me"}]': "bad-command",
}


async def test_every_event_is_answered(server: Server, camp: Camp) -> None:
    async with RawSocket(server.url, server.code, await camp.join("Ana")) as socket:
        for number, (event, code) in enumerate(EVENTS.items()):
            answer = await socket.ask(number, event)
            assert answer.get("code") == code, event[:100]
            assert code is None or set(answer) == {"ok", "code", "message", "value", "retryable", "n"}


NONSENSE = (
    "",
    "x",
    "4",
    "4x",
    "42",
    "42[]",
    "42[1,2]",
    "42{}",
    '42["hello"',
    '4299999["connect",{"asgi.scope":{}},{"camp":"x"}]',
    '42["disconnect","ping timeout"]',
    '421["*"]',
    '451-["commands",{"_placeholder":true,"num":0}]',
    '452147483647-["hello",{"_placeholder":true,"num":0}]',
    "44[]",
    "43[]",
    '4377["what"]',
    "9",
    "4null",
    "4²",
    "b!!!!",
    "2probe",
    "3" + "[" * 20_000,
    b"",
    b"\x00\x01",
    "42" + "[" * 20_000,
    '42/other,1["hello"]',
)


async def test_nonsense_leaves_the_connection_alone(
    server: Server, camp: Camp, caplog: pytest.LogCaptureFixture
) -> None:
    person = await camp.join("Ana")
    for packet in NONSENSE:
        async with RawSocket(server.url, server.code, person) as socket:
            await socket.send(packet)
            assert (await socket.ask(5, '["hello",{"since":{}}]'))["ok"], packet[:50]
    assert caplog.records == []


async def test_commands_of_one_client_are_done_in_order(server: Server, camp: Camp) -> None:
    person = await camp.join("Ana")
    async with RawSocket(server.url, server.code, person) as socket:
        for n in range(1, 41):
            command = {"n": n, "command": {"do": "set-interests", "interests": [f"number {n}"]}}
            await socket.send(f'42{n}["commands",{json.dumps({"client": "c", "commands": [command]})}]')
        seqs = [(await socket.answer(n))["acks"][0]["seq"] for n in range(1, 41)]
    assert seqs == list(range(3, 43))
    assert camp.live.value.people[person].interests == ("number 40",)


async def test_reader_may_read_and_send_nothing(server: Server, camp: Camp) -> None:
    await camp.propose(await camp.join("Ana"), "t1")
    client = SocketClient(server.url, server.code)
    await client.start()
    assert client.documents.of["public"]["topic/t1"]["title"] == "Topic t1"
    assert set(client.documents.of) == {"public"}
    assert client.greeting["person"] is None
    answer = await client.send({"client": "c", "commands": []})
    words = "You have not joined this camp on this device yet. Tell us your name first."
    assert answer == refusal("not-joined", words, None)


async def test_cookie_of_somebody_unknown_is_a_readers(server: Server) -> None:
    client = SocketClient(server.url, server.code, "p-forged")
    await client.start()
    assert client.greeting["person"] is None
    assert (await client.send({"client": "c", "commands": []}))["code"] == "not-joined"


async def test_unknown_camp_is_a_connect_error_in_the_one_shape(server: Server) -> None:
    error = await refused_handshake(SocketClient(server.url, "nowhere"), {"camp": "nowhere"})
    words = "There is no camp with the code “nowhere”. Check the code on the board."
    assert error == {"message": words, "data": refusal("camp-unknown", words, "nowhere")}


async def test_handshake_without_a_camp_is_refused(server: Server) -> None:
    handshakes: list[Any] = [None, {}, [], "x", {"camp": 7}, {"camp": {"a": 1}}]
    for auth in handshakes:
        error = await refused_handshake(SocketClient(server.url, server.code), auth)
        assert error["data"]["code"] == "camp-unknown", auth


async def test_handshake_is_refused_in_the_readers_language(server: Server) -> None:
    client = SocketClient(server.url, server.code)
    client.headers = {"Accept-Language": "loud"}
    error = await refused_handshake(client, {"camp": "x"})
    assert error["message"] == "THERE IS NO CAMP WITH THE CODE “{VALUE}”. CHECK THE CODE ON THE BOARD."


async def test_fault_in_a_handshake_is_answered_and_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    error = await refused_handshake(SocketClient(server.url, server.code, "breaks-the-server"), {"camp": server.code})
    assert (error["data"]["code"], error["data"]["retryable"]) == ("unavailable", True)
    [record] = [record for record in caplog.records if record.name == "edcamp.hub.visitors"]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], TypeError)


async def test_fault_in_an_answer_is_answered_and_logged(
    server: Server, camp: Camp, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise TypeError("a fault in the documents")

    client = SocketClient(server.url, server.code, await camp.join("Ana"))
    await client.connect()
    monkeypatch.setattr(camp.live, "delta", broken)
    monkeypatch.setattr(camp.live, "ask_all", broken)
    message = {"client": "c", "commands": [{"n": 1, "command": {"do": "set-interests", "interests": []}}]}
    for event, data in (("hello", {"since": {"epoch": camp.live.epoch, "public": 1}}), ("commands", message)):
        answer = await client.call(event, data)
        assert (answer["code"], answer["retryable"]) == ("unavailable", True)
    logged = [record for record in caplog.records if record.name.startswith("edcamp.hub")]
    assert [type(record.exc_info[1]) for record in logged if record.exc_info] == [TypeError, TypeError]


async def test_other_sites_page_gets_no_socket(server: Server) -> None:
    url = f"{server.url}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(url, headers={"Origin": "https://evil.example"})
        assert refused.value.status == 403
        async with http.ws_connect(url, headers={"Origin": server.url}) as socket:
            assert (await socket.receive_str()).startswith("0{")


async def test_polling_by_engine_io_is_off(server: Server) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}/socket.io/?EIO=4&transport=polling") as response,
    ):
        assert response.status == 400


async def test_hellos_are_limited(server: Server, camp: Camp) -> None:
    client = SocketClient(server.url, server.code, await camp.join("Ana"))
    await client.connect()
    answers = [await client.call("hello", {"since": {}}) for _ in range(11)]
    assert [answer["ok"] for answer in answers] == [True] * 10 + [False]
    assert (answers[-1]["code"], answers[-1]["value"]) == ("slow-down", 1)


async def test_too_large_packet_costs_the_connection(server: Server, camp: Camp) -> None:
    async with RawSocket(server.url, server.code, await camp.join("Ana")) as socket:
        assert socket.ws is not None
        await socket.send(f'421["commands","{"x" * 200_000}"]')
        message = await socket.ws.receive(5)
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)


async def test_hello_need_not_wait_for_the_handshake(server: Server, camp: Camp) -> None:
    """Our pages say both in one breath: on a slow network waiting would cost a round trip."""
    ana = await camp.join("Ana")
    async with aiohttp.ClientSession(headers={"Cookie": f"edcamp-{server.code}={ana}"}) as http:
        url = f"{server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(url) as line:
            await line.send_str(f'40{{"camp":"{server.code}"}}')
            await line.send_str('420["hello",{"since":{}}]')
            packets = [str((await line.receive(5)).data) for _ in range(3)]
            assert [packet[:2] for packet in packets] == ["0{", "40", "43"]
            assert json.loads(packets[2][3:])[0]["person"] == ana
        async with http.ws_connect(url) as line:
            await line.send_str('40{"camp":"nowhere"}')
            await line.send_str('420["hello",{"since":{}}]')
            packets = [str((await line.receive(5)).data) for _ in range(2)]
            assert [packet[:2] for packet in packets] == ["0{", "44"]
            assert json.loads(packets[1][2:])["data"]["code"] == "camp-unknown"
