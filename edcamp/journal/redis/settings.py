"""How a Redis is set up, as far as it decides what is lost when something dies."""

from typing import Any

from msgspec import Struct
from redis import exceptions as errors

from edcamp.journal.redis.server import Server, telling

READ = ("appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory", "maxmemory-policy")


class Settings(Struct, frozen=True):
    """Of one server. ``configured``: empty when Redis does not tell. ``failing``: its files cannot be written."""

    address: str
    version: str
    configured: dict[str, str]
    failing: bool
    replicas: int


async def read_settings(server: Server) -> list[Settings]:
    """Of every server that holds camps: one, or the masters of a cluster. Raises `JournalUnavailable`."""
    return [await _read(server, address, client) for address, client in server.masters()]


async def _read(server: Server, address: str, client: Any) -> Settings:
    try:
        with telling(server.where):
            info = await client.info()
            configured: dict[str, str] = {}
            try:
                for name in READ:
                    configured.update({_text(k): _text(v) for k, v in (await client.config_get(name)).items()})
            except errors.ResponseError:  # hosted ones often have no CONFIG
                configured = {}
    finally:
        await client.aclose()
    failing = "err" in (info.get("aof_last_write_status"), info.get("aof_last_bgrewrite_status"))
    version = info.get("valkey_version") or info["redis_version"]
    return Settings(address, str(version), configured, failing, int(info.get("connected_slaves", 0)))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
