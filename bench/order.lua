-- Orders for wrk, each under a key of its own; counts the answers by status.
-- Arguments: kind, number of SKUs, prefix of keys, path, and a bearer token where one is needed.
--   even    one unit of any SKU (with one SKU: the hot one)
--   zipf    one unit of a SKU, the n-th most wanted in proportion to 1/n
--   lines   one unit each of three different SKUs, in random order
--   replay  as even, but under the same thousand keys again and again
--   refused one unit of SKU number `number of SKUs`, whose last unit goes during the run
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds, nanos; } holdfast_time;
  int clock_gettime(int clock, holdfast_time *time);
]]
local time = ffi.new("holdfast_time")
local threads = {}

local function now()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) + tonumber(time.nanos) / 1e9
end

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  kind, skus, prefix, path = args[1], tonumber(args[2]), args[3] .. id .. "-", args[4]
  authorization = args[5] and "Bearer " .. args[5]
  math.randomseed(os.time() + id)
  count = 0
  created, replayed, refused, away, other = 0, 0, 0, 0, 0
  started, lastCreated, refusedByThen, lastAnswer = 0, 0, 0, 0
  if kind == "zipf" then
    upTo = { 1 }
    for n = 2, skus do
      upTo[n] = upTo[n - 1] + 1 / n
    end
  end
end

local function zipf()
  local wanted = math.random() * upTo[skus]
  local low, high = 1, skus
  while low < high do
    local middle = math.floor((low + high) / 2)
    if upTo[middle] < wanted then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

local function line(sku)
  return '{"sku":"bench-' .. sku .. '","quantity":1}'
end

local function lines()
  if kind == "zipf" then
    return line(zipf())
  elseif kind == "refused" then
    return line(skus)
  elseif kind ~= "lines" then
    return line(math.random(skus))
  end
  local first, second, third = math.random(skus), math.random(skus - 1), math.random(skus - 2)
  if second >= first then
    second = second + 1
  end
  local low, high = math.min(first, second), math.max(first, second)
  if third >= low then
    third = third + 1
  end
  if third >= high then
    third = third + 1
  end
  return line(first) .. "," .. line(second) .. "," .. line(third)
end

function request()
  if count == 0 then
    started = now()
  end
  count = count + 1
  local body
  if kind == "replay" then
    count = count % 1000 + 1
    body = line(count % skus + 1)
  else
    body = lines()
  end
  local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = prefix .. count, ["Authorization"] = authorization }
  return wrk.format("POST", path, headers, '{"lines":[' .. body .. "]}")
end

function response(status, headers)
  if status == 201 then
    if kind == "replay" and headers["Idempotent-Replayed"] then
      replayed = replayed + 1
      return
    end
    created = created + 1
    if kind == "refused" then
      lastCreated, refusedByThen = now(), refused
    end
  elseif status == 409 then
    refused = refused + 1
    if kind == "refused" then
      lastAnswer = now()
    end
  elseif status == 503 then
    away = away + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local sum = { created = 0, replayed = 0, refused = 0, away = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do
      sum[name] = sum[name] + thread:get(name)
    end
  end
  local first = threads[1]
  io.write(string.format(
    'RESULT {"seconds":%.3f,"created":%d,"replayed":%d,"refused":%d,"away":%d,"other":%d,"p50ms":%.3f,"p99ms":%.3f,'
      .. '"socketErrors":%d,"sellingSeconds":%.3f,"refusingSeconds":%.3f,"refusedAfter":%d}\n',
    summary.duration / 1e6, sum.created, sum.replayed, sum.refused, sum.away, sum.other,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    first:get("lastCreated") - first:get("started"), first:get("lastAnswer") - first:get("lastCreated"),
    sum.refused - first:get("refusedByThen")))
end
