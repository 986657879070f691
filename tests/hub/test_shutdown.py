"""Ctrl-C is clean: nothing is waited for, and clients know that they are to come back."""

import asyncio
import time

import aiohttp
import pytest

from tests.hub.clients import RawSocket
from tests.hub.conftest import Server

pytestmark = pytest.mark.anyio


async def test_everything_ends_promptly(own_server: Server) -> None:
    camp = own_server.camp
    ana = await camp.join("Ana")
    query = f"epoch={camp.live.epoch}&public={camp.seq}&me={camp.seq}"
    async with (
        aiohttp.ClientSession(headers={"Cookie": f"edcamp-{own_server.code}={ana}"}) as http,
        RawSocket(own_server.url, own_server.code, ana) as socket,
        RawSocket(own_server.url, own_server.code, ana) as silent,
    ):
        await socket.ask(1, '["hello",{"since":{}}]')
        streams = [await http.get(f"{own_server.url}/c/{own_server.code}/stream?{query}") for _ in range(5)]
        polls = [
            asyncio.ensure_future(http.get(f"{own_server.url}/c/{own_server.code}/poll?{query}")) for _ in range(5)
        ]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await own_server.hub.close()
        closed = time.monotonic() - began
        for stream in streams:
            assert (await stream.read()).startswith(b"event: hello\n")
        for poll in polls:
            response = await poll
            assert (response.status, (await response.json())["code"]) == (503, "shutting-down")
            assert response.headers["retry-after"] == "1"
        for each in (socket, silent):
            assert each.ws is not None
            while (message := await each.ws.receive(5)).type == aiohttp.WSMsgType.TEXT:
                pass
            assert (message.type, each.ws.close_code) == (aiohttp.WSMsgType.CLOSE, 1012)
        ended = time.monotonic() - began
        await own_server.stop()
        stopped = time.monotonic() - began
    assert (closed < 0.5, ended < 1.0, stopped < 2.5) == (True, True, True), (closed, ended, stopped)


async def test_who_comes_after_the_end_is_asked_to_come_back(own_server: Server) -> None:
    camp = own_server.camp
    ana = await camp.join("Ana")
    async with aiohttp.ClientSession(headers={"Cookie": f"edcamp-{own_server.code}={ana}"}) as http:
        await own_server.hub.close()
        for method, path in (("get", "state.json"), ("get", "stream"), ("get", "poll"), ("post", "commands")):
            async with http.request(method, f"{own_server.url}/c/{own_server.code}/{path}") as response:
                answer = await response.json()
                assert (response.status, answer["code"], answer["retryable"]) == (503, "shutting-down", True)
        async with http.ws_connect(f"{own_server.url}/socket.io/?EIO=4&transport=websocket") as socket:
            await socket.receive_str()
            await socket.send_str(f'40{{"camp":"{own_server.code}"}}')
            assert (await socket.receive_str()).startswith('44{"message":"The camp is restarting.')


async def test_closing_twice_is_closing_once(own_server: Server) -> None:
    await own_server.hub.close()
    await own_server.hub.close()
