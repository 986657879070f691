"""The command line on a Redis: camps made, moved and listed without a server, and what the doctor says of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from edcamp.doctor import Finding, examine_redis
from tests.command_line.test_command_line import FILE, edcamp
from tests.redis_server import RedisCluster, RedisServer, free_port

pytestmark = pytest.mark.redis


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    made = RedisServer("--appendfsync", "always")
    made.start()
    yield made
    made.close()


@pytest.fixture
def redis(server: RedisServer) -> RedisServer:
    """Empty, and set up as we advise."""
    with server.client() as client:
        client.flushall()
        client.config_set("appendfsync", "always")
        client.config_set("maxmemory-policy", "noeviction")
    return server


@pytest.fixture
def camp_file(tmp_path: Path) -> Path:
    file = tmp_path / "camp.toml"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_camps_are_made_and_listed_without_a_server(redis: RedisServer, camp_file: Path, tmp_path: Path) -> None:
    created = edcamp("create", str(camp_file), "--redis", redis.url)
    assert (created.returncode, created.stderr) == (0, "")
    assert edcamp("links", "--redis", redis.url).stdout == created.stdout
    assert "  Organize  " in created.stdout
    backup = edcamp("backup", str(tmp_path / "x"), "--redis", redis.url)
    assert (backup.returncode, backup.stdout) == (2, "")
    assert "edcamp export" in backup.stderr


def test_a_camp_moves_from_a_folder_into_redis_and_keeps_its_links(
    redis: RedisServer, camp_file: Path, tmp_path: Path
) -> None:
    data, file, again = tmp_path / "data", tmp_path / "camp.jsonl", tmp_path / "again.jsonl"
    created = edcamp("create", str(camp_file), "--data", str(data)).stdout
    [code] = [line.split()[-1] for line in created.splitlines() if ", code " in line]
    assert edcamp("export", code, str(file), "--data", str(data)).stdout.startswith(f"Exported {code} as it was after ")

    imported = edcamp("import", str(file), "--redis", redis.url, "--data", str(data))

    assert imported.stdout == f"Imported {code}.\n{created}"
    assert edcamp("export", code, str(again), "--redis", redis.url).returncode == 0
    assert again.read_bytes() == file.read_bytes()
    twice = edcamp("import", str(file), "--redis", redis.url)
    assert (twice.returncode, twice.stderr) == (2, f"edcamp: There is a camp with the code {code} already.\n")
    unknown = edcamp("export", "atlantis", str(again), "--redis", redis.url)
    assert (unknown.returncode, unknown.stderr) == (2, "edcamp: There is no camp with the code atlantis.\n")


def examined(address: str) -> dict[str, Finding]:
    return {finding.subject: finding for finding in asyncio.run(examine_redis(address))}


def test_the_doctor_finds_a_redis_that_loses_nothing_sound(redis: RedisServer) -> None:
    done = edcamp("doctor", "--redis", redis.url)

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert next(line for line in lines if line.startswith("ok       Redis: ")).endswith(", one server, 0 camps")
    assert f"ok       Redis' durability: {redis.url}: appendfsync always" in lines
    assert f"ok       Redis' memory: {redis.url}: maxmemory-policy noeviction" in lines
    assert "note     Solvers: none running" in lines
    assert "Database" not in done.stdout


@pytest.mark.parametrize(
    ("setting", "value", "subject", "needed", "words"),
    [
        ("appendfsync", "everysec", "Redis' durability", False, "can lose the last second or two"),
        ("appendfsync", "no", "Redis' durability", False, "can lose half a minute"),
        ("no-appendfsync-on-rewrite", "yes", "Redis' durability", False, "“no-appendfsync-on-rewrite no”"),
        ("appendonly", "no", "Redis' durability", True, "keeps no append-only file"),
        ("maxmemory-policy", "allkeys-lru", "Redis' memory", True, "throw camps away"),
    ],
)
def test_the_doctor_says_what_a_redis_would_lose(
    redis: RedisServer, setting: str, value: str, subject: str, needed: bool, words: str
) -> None:
    with redis.client() as client:
        before = client.config_get(setting)[setting]
        client.config_set(setting, value)
        try:
            finding = examined(redis.url)[subject]
        finally:
            client.config_set(setting, before)

    assert (finding.ok, finding.needed) == (False, needed)
    assert words in finding.advice


def test_the_doctor_says_that_there_is_no_redis() -> None:
    done = edcamp("doctor", "--redis", f"redis://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert "MISSING  Redis: unreachable\n         Redis does not answer." in done.stdout


def test_the_doctor_looks_at_every_part_of_a_cluster() -> None:
    cluster = RedisCluster()
    cluster.start()
    try:
        with cluster.nodes[1].client() as client:
            client.config_set("appendfsync", "no")
        findings = asyncio.run(examine_redis(cluster.url))
    finally:
        cluster.close()
    assert findings[0].found.endswith(", 3 servers of a cluster, 0 camps")
    durability = [finding for finding in findings if finding.subject == "Redis' durability"]
    assert [finding.found.rpartition(" ")[2] for finding in durability].count("no") == 1
    assert {finding.found.split(": ")[0] for finding in durability} == {
        f"127.0.0.1:{node.port}" for node in cluster.nodes
    }
