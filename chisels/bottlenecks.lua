-- The ten slowest calls
-- SPDX-License-Identifier: Apache-2.0
description = "The ten slowest calls"
short_description = "The ten slowest calls"
category = "Performance"
args = {}

require "common"
local names = {"evt.latency", "evt.time", "proc.name", "thread.tid", "evt.type", "evt.args"}
local handles, slowest = {}, {}

function on_init()
  for i, name in ipairs(names) do handles[i] = chisel.request_field(name) end
  chisel.set_filter("evt.dir=< and evt.type!=switch")
  return true
end

function on_event()
  local latency = evt.field(handles[1])
  if not latency or (#slowest == 10 and latency <= slowest[10][1]) then return false end
  local call = {latency}
  for i = 2, #handles do call[i] = evt.field(handles[i]) or "<NA>" end
  slowest[math.min(#slowest + 1, 10)] = call
  table.sort(slowest, function(a, b) return a[1] > b[1] end)
  return false
end

function on_capture_end()
  for _, call in ipairs(slowest) do
    if sysdig.get_output_format() == "json" then
      local row = {}
      for i, name in ipairs(names) do row[name] = call[i] end
      print(json.encode(row))
    else
      print(string.format("%.9f %s %s (%s) %s %s", call[1] / 1e9, unpack(call, 2)))
    end
  end
end
