-- How long reads and writes took, by powers of two of a microsecond
-- SPDX-License-Identifier: Apache-2.0
description = "How long reads and writes took, by powers of two of a microsecond"
short_description = "How long reads and writes took"
category = "Performance"
args = {}

require "common"
local latency, counts = nil, {}

function on_init()
  latency = chisel.request_field("evt.latency")
  chisel.set_filter("evt.is_io=true and evt.dir=<")
  return true
end

function on_event()
  local ns = evt.field(latency)
  if not ns then return false end
  local power = ns < 1000 and 0 or math.floor(math.log(ns / 1000) / math.log(2) + 1e-9) + 1
  counts[power] = (counts[power] or 0) + 1
  return false
end

function on_capture_end()
  local most, last = 0, -1
  for power, count in pairs(counts) do
    most, last = math.max(most, count), math.max(last, power)
  end
  local as_json = sysdig.get_output_format() == "json"
  if not as_json then print(extend_string("us", 24) .. extend_string("calls", 10)) end
  for power = 0, last do
    local low, high = power == 0 and 0 or 2 ^ (power - 1), 2 ^ power
    local count = counts[power] or 0
    if as_json then
      print(json.encode({from_us = low, below_us = high, calls = count}))
    else
      print(extend_string(string.format("%d -> %d", low, high - 1), 24)
        .. extend_string(tostring(count), 10) .. string.rep("#", math.ceil(count / most * 40)))
    end
  end
end
