"""Several servers on one Redis: a locked phone is told once, whichever of them it spoke to."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.e2e.server import CAMP, Fleet
from tests.notify.push_service import PushService, running
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.timeout(300)]

WORKERS = 3
VISITS = 30
"""So many that every server has loaded the camp: each connection goes to any of them."""


@pytest.fixture
def service() -> Iterator[PushService]:
    with running() as made:
        yield made


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    redis = RedisServer()
    redis.start()
    made = Fleet(redis.url, WORKERS, solvers=0, environment={"EDCAMP_PUSH": "private", "EDCAMP_PUSH_QUIET": "1"})
    made.start()
    yield made
    made.close()
    redis.close()


def test_a_locked_phone_is_told_once(fleet: Fleet, service: PushService, tmp_path: Path) -> None:
    links = fleet.create(CAMP.format(date="2030-06-01"), tmp_path)
    otto = Program(links.join).organize(links.organize, "Otto")
    ana = Program(links.join).join("Ana")
    ana.propose("apples", "Apples")
    device = service.device("ana")
    ana.post("push", device.written())
    for _ in range(VISITS):
        otto.documents()
    slots = [
        key.removeprefix("slot/") for key, slot in otto.documents().items() if "slot/" in key and not slot["is_break"]
    ]
    rooms = [key.removeprefix("room/") for key in otto.documents() if key.startswith("room/")]

    for room in rooms[:2]:
        otto.publish(("apples", slots[0], room))
    [push] = service.wait_for(1)
    time.sleep(2)

    assert service.asked == ["ana"]
    assert push.payload["title"] == "You host a session"
    assert push.claims.key == json.loads(ana.get("push"))["key"]
