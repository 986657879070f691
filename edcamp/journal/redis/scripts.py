"""What Redis does in one step, in Lua. No FUNCTION: servers before 7 and some hosted ones lack it.

A camp is a hash (`birth`, `epoch`, `run`, `seq`) and a stream with one entry for each batch, whose id is the seq of
the batch's last entry. `birth` tells a camp from a later one of the same name. `run` is the server process that last
held the camp: another one may have lost the end of what was acknowledged (power cut without `appendfsync always`, a
replica that had not yet heard everything), and nobody can tell whether it has. So the camp then begins a new epoch,
before anything is read from it or appended to it.
"""

from edcamp.journal.redis.server import Script

_CAMP = """
-- KEYS[1]: the camp's hash. ARGV[1]: an epoch that nobody has seen yet.
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end
local function camp()
  local kept = redis.call('HMGET', KEYS[1], 'birth', 'epoch', 'run', 'seq')
  if not kept[1] then return nil end
  local run = run_id()
  if run ~= kept[3] then
    redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'run', run)
    kept[2] = ARGV[1]
  end
  return {birth = kept[1], epoch = kept[2], seq = tonumber(kept[4])}
end
"""

CREATE = Script(
    _CAMP
    + """
-- KEYS: 2 the stream, 3 the moment. ARGV[2]: the birth.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'birth', ARGV[2], 'epoch', ARGV[1], 'run', run_id(), 'seq', 0)
return 1
"""
)
"""1, or 0 for a camp that exists."""

POSITION = Script(
    _CAMP
    + """
local found = camp()
if not found then return {} end
return {found.birth, found.epoch, found.seq}
"""
)
"""Birth, epoch and seq; nothing for a camp that does not exist."""

APPEND = Script(
    _CAMP
    + """
-- KEYS[2]: the stream. ARGV: 2 the epoch or '', 3 the seq to append behind, 4 how many entries, 5 the entries,
-- 6 how many batches to answer at most with when there are others behind that seq.
local found = camp()
if not found then return {'unknown'} end
if ARGV[2] ~= '' and ARGV[2] ~= found.epoch then return {'epoch', found.epoch, found.seq} end
local after = tonumber(ARGV[3])
if after ~= found.seq then
  local missed = {}
  if after >= 0 and after < found.seq then
    missed = redis.call('XRANGE', KEYS[2], string.format('%.0f-0', after + 1), '+', 'COUNT', ARGV[6])
  end
  return {'conflict', found.epoch, found.seq, missed}
end
local count = tonumber(ARGV[4])
if count > 0 then
  found.seq = found.seq + count
  local seq = string.format('%.0f', found.seq)
  redis.call('XADD', KEYS[2], seq .. '-0', 'e', found.epoch, 'b', ARGV[5])
  redis.call('HSET', KEYS[1], 'seq', seq)
end
return {'ok', found.epoch, found.seq}
"""
)
"""`ok`, `unknown`, `epoch` or `conflict`; the camp's epoch and seq; of a conflict, what the caller missed."""

READ = Script(
    _CAMP
    + """
-- KEYS[2]: the stream. ARGV: 2 birth, 3 epoch, 4 first seq, 5 last seq, 6 how many batches.
local found = camp()
if not found or found.birth ~= ARGV[2] then return {'unknown'} end
if found.epoch ~= ARGV[3] then return {'epoch', found.epoch} end
return {'ok', redis.call('XRANGE', KEYS[2], ARGV[4] .. '-0', ARGV[5] .. '-0', 'COUNT', ARGV[6])}
"""
)
"""`ok` and batches; `unknown`, `epoch`: the camp is not the one that the reader began with."""

KEEP = Script(
    _CAMP
    + """
-- KEYS[2]: the moment: `form`, `seq`, `data`. ARGV: 2 epoch, 3 seq, 4 form, 5 data.
local found = camp()
if not found then return -1 end
local seq = tonumber(ARGV[3])
if found.epoch ~= ARGV[2] or found.seq < seq then return 0 end
local kept = redis.call('HMGET', KEYS[2], 'form', 'seq')
if kept[1] == ARGV[4] and tonumber(kept[2]) >= seq then return 0 end
redis.call('HSET', KEYS[2], 'form', ARGV[4], 'seq', ARGV[3], 'data', ARGV[5])
return 1
"""
)
"""1 when it is kept, 0 when not; -1 for a camp that does not exist.

Redis writes down in order what it does: a moment that it still has led from entries that it still has.
"""

KEPT = Script(
    """
-- KEYS: the camp's hash, the moment. ARGV[1]: the form.
if redis.call('EXISTS', KEYS[1]) == 0 then return {'unknown'} end
if redis.call('HGET', KEYS[2], 'form') ~= ARGV[1] then return {'none'} end
return {'ok', redis.call('HGET', KEYS[2], 'seq'), redis.call('HGET', KEYS[2], 'data')}
"""
)

DROP = Script(
    """
-- KEYS: the camp's hash, its stream, its moment.
local there = redis.call('EXISTS', KEYS[1])
redis.call('DEL', unpack(KEYS))
return there
"""
)
"""0 for a camp that does not exist."""
