-- Carries out one call of one process on the limits that all processes share.
--
-- KEYS[1] keeps the process's last call and its answer; the other keys are limits.
-- ARGV[1] is msgpack: the process, the call's number, whether it is repeated, and its entries in
-- their order. So is the answer: a verdict for each take, and how each limit of KEYS stands.
--
-- The rules are those of counter.py and recovery.py, and a test holds them together. Times are the
-- server time that the callers know; Redis's own clock only forgets what nobody needs any more.

local TAIL = 0.2            -- answered so shortly before the turn may have been counted after it
local STRAY = 5             -- given up without an answer, it may be on its way for so long
local FEELER = 200          -- such a part of a ceiling is out while nothing is known of a window
local LARGE = 1000          -- that began without us; of smaller ceilings that would be too little
local MARGIN = 16           -- others may want a sixteenth more than the last time
local SET_BACK = 1          -- two processes' clocks are not further apart than that
local LONGEST_OUT = 60
local PROBE_SECONDS = 10
local RAMP_SECONDS = 60
local RAMP_FROM = 0.1
local CALL_KEPT = 3600
local SILENCE_KEPT = 4 * 86400  -- a ban lasts three days at most

local process, number, repeated, entries = unpack(cmsgpack.unpack(ARGV[1]))

-- A call whose answer was lost is repeated, and may even arrive after its own repetition.
local last = redis.call('GET', KEYS[1])
if last then
  local last_number, last_answer = unpack(cmsgpack.unpack(last))
  if number <= last_number then
    return last_answer
  end
end

local limits = {}
local latest = 0

local function limit_of(key)
  local limit = limits[key]
  if not limit then
    local kept = redis.call('GET', key)
    limit = kept and cmsgpack.unpack(kept)
      or {
        own = 0, foreign = 0, tail = 0, floor = 0, floor_at = 0, expected = 0, out = {},
        settled_at = 0, silent_until = 0,
      }
    limits[key] = limit
  end
  return limit
end

-- A caller says how long a limit's window is and when it ends, and what he knows: how much of it is
-- used, and until when it is to be silent. That is believed where a restart made Redis forget.
local function window_of(key, now, seconds, turns, used, silent_until)
  local limit = limit_of(key)
  if not limit.turns then
    limit.seconds, limit.turns, limit.own = seconds, turns, used
    limit.unheard = used == 0 and now > turns - seconds + SET_BACK
    if silent_until > limit.silent_until then
      limit.silent_until, limit.probing = silent_until, true
    end
  end
  return limit
end

local function in_flight(limit)
  local sum = 0
  for _, out in pairs(limit.out) do
    sum = sum + out[1]
  end
  return sum
end

-- A process that is heard of renews its lease to the turn after next. Of one that died, what was
-- out is counted in one more window, as it may have left at the end of its last, and then no more.
-- In short windows a lease is longer than a process may wait for its answers.
local function put_out(limit, amount)
  local out = limit.out[process] or {0, 0}
  out[1] = math.max(out[1] + amount, 0)
  out[2] = limit.turns + math.max(limit.seconds, LONGEST_OUT)
  limit.out[process] = out[1] > 0 and out or nil
end

local function end_leases(limit, now)
  for whose, out in pairs(limit.out) do
    if out[2] <= now then
      limit.out[whose] = nil
    end
  end
end

-- What Binance has counted without us is not ours to give back.
local function used_of(limit)
  return math.max(limit.own + limit.foreign, limit.floor)
end

local function expect(limit, windows)
  local seen = limit.foreign - (limit.before_us or 0)
  limit.before_us = 0
  local habit = math.max(seen, math.floor((limit.expected + seen) / 2))
  limit.expected = math.floor(habit / 2 ^ math.min(windows - 1, 63))
end

-- Turn to the caller's window. One whose clock is a little behind must not turn it back, or what was
-- taken and settled since would be forgotten at the second turn; nor must a settlement sent on late.
local function roll(limit, now, turns, may_turn_back)
  latest = math.max(latest, now)
  if now >= limit.turns then
    expect(limit, math.floor((turns - limit.turns) / limit.seconds + 0.5))
    end_leases(limit, now)
    limit.own, limit.foreign, limit.tail = in_flight(limit) + limit.tail, 0, 0
    limit.floor, limit.floor_at, limit.unheard = 0, now, false
    limit.turns = turns
  elseif may_turn_back and now < limit.turns - limit.seconds - SET_BACK then
    limit.turns, limit.settled_at = turns, 0
  end
end

local function opens(limit, now)
  if now < limit.silent_until then
    return limit.silent_until
  end
  if limit.probe_at then
    return math.min(limit.probe_at + PROBE_SECONDS, now + 1)
  end
  return now
end

local function scale(limit, now)
  if not limit.ramp_at then
    return 1
  end
  local passed = (now - limit.ramp_at) / RAMP_SECONDS
  if passed >= 1 then
    limit.ramp_at = nil
    return 1
  end
  return RAMP_FROM + (1 - RAMP_FROM) * math.max(passed, 0)
end

local function truncated(value)
  return value < 0 and math.ceil(value) or math.floor(value)
end

-- When there may be room: as the ramp rises, or in the next window.
local function room_at(limit, amount, ceiling, kept, now)
  local size, needed = math.max(ceiling, 1), used_of(limit) + amount + kept
  if limit.ramp_at and needed <= size then
    local open = math.min((needed + 1) / size, 1)
    local ramped = limit.ramp_at + (open - RAMP_FROM) / (1 - RAMP_FROM) * RAMP_SECONDS
    if now < ramped and ramped < limit.turns then
      return ramped
    end
  end
  return limit.turns
end

-- Whether enough is out for learning what was used before we came.
local function feels_its_way(limit, amount, open)
  local out = in_flight(limit)
  return out > 0 and open >= LARGE and out + amount > math.floor(open / FEELER)
end

-- When to ask again, the room there is, and whether it is silent; or nothing, if there is enough.
local function refusal(limit, amount, ceiling, now)
  local open = ceiling
  if limit.silent_until > 0 then
    local at = opens(limit, now)
    if at > now then
      return at, 0, now < limit.silent_until
    end
    open = truncated(ceiling * scale(limit, now))
  end
  local kept = limit.expected + math.floor(limit.expected / MARGIN) - limit.foreign
  kept = math.max(kept, 0)
  local room = open - kept - used_of(limit)
  if amount > room and amount ~= 0 then
    return room_at(limit, amount, ceiling, kept, now), room, false
  end
  if limit.unheard and feels_its_way(limit, amount, open) then
    return math.min(now + 1, limit.turns), 0, false
  end
  return nil
end

local function take(now, draws)
  for _, draw in ipairs(draws) do
    window_of(draw[1], now, unpack(draw, 4))
  end
  if repeated then  -- whoever asked has long been told something else
    return {false, 0, 0, 0, false, false}
  end
  for index, draw in ipairs(draws) do
    local key, amount, ceiling, _, turns = unpack(draw)
    local limit = limits[key]
    roll(limit, now, turns, true)
    local at, room, silent = refusal(limit, amount, ceiling, now)
    if at then
      return {false, at, index - 1, room, silent, false}
    end
  end
  local probe = false
  for _, draw in ipairs(draws) do
    local limit, amount = limits[draw[1]], draw[2]
    limit.own, limit.floor = limit.own + amount, limit.floor + amount
    put_out(limit, amount)
    if limit.probing then
      limit.probe_at, limit.probe_by, probe = now, process, true
    end
  end
  return {true, now, -1, 0, false, probe}
end

local function hear(limit, now, taken_at, seen, exact)
  if not exact then
    limit.foreign = math.max(limit.foreign, seen - limit.own)
    limit.before_us = limit.before_us or limit.foreign
    if seen > limit.floor then
      limit.floor, limit.floor_at = seen, now
    end
    return
  end
  limit.floor = 0
  if in_flight(limit) == 0 and limit.settled_at < taken_at then
    limit.own = seen
  else  -- something was out beside it, and may or may not be in that count
    limit.own = math.max(limit.own, seen)
  end
end

local function settle(now, answered, closings)
  for _, closing in ipairs(closings) do
    local key, amount, taken_at, returned, seen, exact, seconds, turns = unpack(closing)
    local limit = window_of(key, now, unpack(closing, 7))
    roll(limit, now, turns, false)
    if limit.probe_at == taken_at and limit.probe_by == process then
      limit.probe_at = nil
      if answered then
        limit.probing, limit.ramp_at = false, now
      end
    end
    put_out(limit, -amount)
    limit.unheard = limit.unheard and not answered
    if returned then
      limit.own = math.max(limit.own - amount, in_flight(limit))
      if taken_at >= limit.floor_at then
        limit.floor = limit.floor - amount
      end
    elseif limit.turns - now <= (answered and TAIL or STRAY) then
      limit.tail = limit.tail + amount
    end
    if seen >= 0 and taken_at >= limit.turns - seconds then
      hear(limit, now, taken_at, seen, exact)
    end
    limit.settled_at = math.max(limit.settled_at, now)
  end
end

local function stop(key, silent_until, recover)
  local limit = limit_of(key)
  limit.silent_until = math.max(limit.silent_until, silent_until)
  if recover then
    limit.probing, limit.probe_at, limit.ramp_at = true, nil, nil
  end
end

-- What a process has taken by itself while it could not ask.
local function rejoin(now, key, own, out, ...)
  local limit = window_of(key, now, ...)
  roll(limit, now, select(2, ...), false)
  limit.own, limit.floor = limit.own + own, limit.floor + own
  put_out(limit, out)
end

local function kept_for(limit)
  if limit.probing or limit.ramp_at or not limit.turns or latest == 0 then
    return SILENCE_KEPT
  end
  return math.max(limit.turns + limit.seconds, limit.silent_until) + limit.seconds - latest
end

local verdicts = {}
for _, entry in ipairs(entries) do
  local kind = entry[1]
  if kind == 'settle' then
    settle(entry[2], entry[3], entry[4])
  elseif kind == 'stop' then
    stop(entry[2], entry[3], entry[4])
  elseif kind == 'rejoin' then
    rejoin(unpack(entry, 2))
  else
    verdicts[#verdicts + 1] = take(entry[2], entry[3])
  end
end

local standings = {}
for index = 2, #KEYS do
  local limit = limits[KEYS[index]]
  local turns = limit.turns or 0
  standings[index - 1] = {{used_of(limit), limit.foreign, in_flight(limit), limit.silent_until}, turns}
  local milliseconds = math.max(math.ceil(kept_for(limit) * 1000), 1000)
  redis.call('SET', KEYS[index], cmsgpack.pack(limit), 'PX', milliseconds)
end
local answer = cmsgpack.pack({verdicts, standings})
redis.call('SET', KEYS[1], cmsgpack.pack({number, answer}), 'EX', CALL_KEPT)
return answer
