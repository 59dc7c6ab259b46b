-- Orders one unit of a SKU each, under keys of their own; counts the answers by status.
-- Arguments: how many SKUs there are (1 is the hot one), and a prefix for keys.
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(args)
  skus = tonumber(args[1])
  prefix = args[2] .. id .. "-"
  math.randomseed(id + 1)
  count = 0
  created, refused, away, other = 0, 0, 0, 0
end

function request()
  count = count + 1
  local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = prefix .. count }
  local body = '{"lines":[{"sku":"bench-' .. math.random(skus) .. '","quantity":1}]}'
  return wrk.format("POST", "/api/v1/orders", headers, body)
end

function response(status)
  if status == 201 then
    created = created + 1
  elseif status == 409 then
    refused = refused + 1
  elseif status == 503 then
    away = away + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local sum = { created = 0, refused = 0, away = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do
      sum[name] = sum[name] + thread:get(name)
    end
  end
  io.write(string.format(
    'RESULT {"seconds":%.3f,"created":%d,"refused":%d,"away":%d,"other":%d,"p50ms":%.2f,"p99ms":%.2f,"socketErrors":%d}\n',
    summary.duration / 1e6, sum.created, sum.refused, sum.away, sum.other,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
