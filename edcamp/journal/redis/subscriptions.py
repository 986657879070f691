"""Devices in a hash for each person, and beside it, for each camp, whose each of them is and who was warned of what."""

import msgspec

from edcamp.journal.redis.server import Script, Server
from edcamp.journal.subscriptions import DEVICES_MAX, Subscription

_DEVICE = """
-- A device is kept as `N TOLD JSON`: N grows with every device that came.
local function parts(kept)
  local n, told, json = string.match(kept, '^(%d+) (%d+) (.*)$')
  return tonumber(n), tonumber(told), json
end
"""

PUT = Script(
    _DEVICE
    + """
-- KEYS: 1 whose each device is, 2 the person's devices. ARGV: 1 person, 2 endpoint, 3 JSON, 4 told, 5 how many at most.
local kept = redis.call('HGET', KEYS[2], ARGV[2])
local told = ARGV[4]
if kept then
  local _, before = parts(kept)
  told = string.format('%.0f', before)
end
local n = redis.call('HINCRBY', KEYS[1], '', 1)
if kept then n = parts(kept) end
redis.call('HSET', KEYS[2], ARGV[2], string.format('%.0f %s %s', n, told, ARGV[3]))
redis.call('HSET', KEYS[1], ARGV[2], ARGV[1])
local all = redis.call('HGETALL', KEYS[2])
while #all > 2 * ARGV[5] do
  local first, at
  for i = 1, #all, 2 do
    local came = parts(all[i + 1])
    if not first or came < first then first, at = came, i end
  end
  redis.call('HDEL', KEYS[2], all[at])
  redis.call('HDEL', KEYS[1], all[at])
  table.remove(all, at)
  table.remove(all, at)
end
return 1
"""
)

CLAIM = Script(
    _DEVICE
    + """
-- KEYS[1]: the person's devices. ARGV[1]: told up to here.
local all = redis.call('HGETALL', KEYS[1])
local found = {}
for i = 1, #all, 2 do
  local n, told, json = parts(all[i + 1])
  if told < tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], all[i], string.format('%.0f %s %s', n, ARGV[1], json))
    found[#found + 1] = all[i + 1]
  end
end
return found
"""
)

CLAIM_WARNING = Script(
    """
-- KEYS: 1 up to which end each person was warned, 2 the person's devices. ARGV: 1 person, 2 the end.
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') >= tonumber(ARGV[2]) then return {} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HVALS', KEYS[2])
"""
)

REMOVE = Script(
    """
-- KEYS: 1 whose each device is, 2 the person's devices. ARGV: 1 person, then endpoints; none: all of the person's.
local gone = {unpack(ARGV, 2)}
if #gone == 0 then gone = redis.call('HKEYS', KEYS[2]) end
for _, endpoint in ipairs(gone) do
  redis.call('HDEL', KEYS[2], endpoint)
  if redis.call('HGET', KEYS[1], endpoint) == ARGV[1] then redis.call('HDEL', KEYS[1], endpoint) end
end
return 1
"""
)


class RedisSubscriptions:
    """See `Subscriptions`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def put(self, camp: str, person: str, subscription: Subscription, told: int) -> None:
        """See `Subscriptions.put`."""
        self._server.check_open()
        await self._server.command("SADD", self._camps, camp)
        owner = await self._server.command("HGET", self._owners(camp), subscription.endpoint)
        if owner is not None and owner.decode() != person:
            await self.remove(camp, owner.decode(), subscription.endpoint)
        keys = [self._owners(camp), self._devices(camp, person)]
        device = msgspec.json.encode(subscription)
        await self._server.finish(self._server.run(PUT, keys, person, subscription.endpoint, device, told, DEVICES_MAX))

    async def of(self, camp: str, person: str) -> list[Subscription]:
        """See `Subscriptions.of`."""
        self._server.check_open()
        return _read(await self._server.command("HVALS", self._devices(camp, person)))

    async def people(self, camp: str) -> set[str]:
        """See `Subscriptions.people`."""
        self._server.check_open()
        owners = await self._server.command("HGETALL", self._owners(camp))
        return {person.decode() for endpoint, person in owners.items() if endpoint}

    async def claim(self, camp: str, person: str, up_to: int) -> list[Subscription]:
        """See `Subscriptions.claim`."""
        self._server.check_open()
        return _read(await self._server.run(CLAIM, [self._devices(camp, person)], up_to))

    async def claim_warning(self, camp: str, person: str, end: int) -> list[Subscription]:
        """See `Subscriptions.claim_warning`."""
        self._server.check_open()
        keys = [self._warned(camp), self._devices(camp, person)]
        return _read(await self._server.run(CLAIM_WARNING, keys, person, end))

    async def remove(self, camp: str, person: str, endpoint: str) -> None:
        """See `Subscriptions.remove`."""
        self._server.check_open()
        keys = [self._owners(camp), self._devices(camp, person)]
        await self._server.finish(self._server.run(REMOVE, keys, person, endpoint))

    async def drop(self, camp: str) -> None:
        """See `Subscriptions.drop`."""
        for person in await self.people(camp):
            await self.forget(camp, person)
        await self._server.command("DEL", self._owners(camp), self._warned(camp))
        await self._server.command("SREM", self._camps, camp)

    async def camps(self) -> list[str]:
        """See `Subscriptions.camps`."""
        self._server.check_open()
        known = [camp.decode() for camp in await self._server.command("SMEMBERS", self._camps)]
        return sorted([camp for camp in known if await self.people(camp)])

    async def forget(self, camp: str, person: str) -> None:
        """For the `People` that these belong to."""
        self._server.check_open()
        keys = [self._owners(camp), self._devices(camp, person)]
        await self._server.finish(self._server.run(REMOVE, keys, person))
        await self._server.finish(self._server.command("HDEL", self._warned(camp), person))

    @property
    def _camps(self) -> str:
        return self._server.key("subscribed")

    def _owners(self, camp: str) -> str:
        """Person by endpoint; the empty endpoint counts the devices that came."""
        return self._server.camp_key(camp, "subscribed")

    def _warned(self, camp: str) -> str:
        return self._server.camp_key(camp, "warned")

    def _devices(self, camp: str, person: str) -> str:
        return self._server.camp_key(camp, "subscribed", person)


def _read(devices: list[bytes]) -> list[Subscription]:
    """In the order in which they came."""
    parts = sorted((kept.split(b" ", 2) for kept in devices), key=lambda part: int(part[0]))
    return [msgspec.json.decode(json, type=Subscription) for _, _, json in parts]
