-- What each process does in a second: calls, failures, bytes read and written
-- SPDX-License-Identifier: Apache-2.0
description = "What each process does in a second: calls, failures, bytes read and written"
short_description = "Calls and bytes of processes, each second"
category = "System State"
args = {}

require "common"
local names = {"proc.pid", "proc.name", "evt.failed", "evt.rawarg.res", "evt.is_io_read",
               "evt.is_io_write", "evt.time.s"}
local handles, processes = {}, {}

function on_init()
  for i, name in ipairs(names) do handles[i] = chisel.request_field(name) end
  chisel.set_filter("evt.dir=< and proc.pid>=0")
  chisel.set_interval_s(1)
  return true
end

function on_capture_start()
  if sysdig.get_output_format() ~= "json" then
    print("time      pid     calls     failed    in          out         process")
  end
  return true
end

function on_event()
  local pid = evt.field(handles[1])
  if not pid then return false end
  local process = processes[pid]
  if not process then
    process = {pid = pid, calls = 0, failed = 0, ["in"] = 0, out = 0}
    processes[pid] = process
  end
  process.process = evt.field(handles[2])
  process.calls = process.calls + 1
  if evt.field(handles[3]) then process.failed = process.failed + 1 end
  local result = evt.field(handles[4])
  if result and result > 0 then
    if evt.field(handles[5]) then process["in"] = process["in"] + result
    elseif evt.field(handles[6]) then process.out = process.out + result end
  end
  return false
end

local function show(time)
  local busiest = function(t, a, b)
    if t[a].calls ~= t[b].calls then return t[a].calls > t[b].calls end
    return a < b
  end
  for pid, process in pairs_top_by_val(processes, 0, busiest) do
    process.time = time
    if sysdig.get_output_format() == "json" then
      print(json.encode(process))
    else
      print(extend_string(time, 10) .. extend_string(tostring(pid), 8)
        .. extend_string(tostring(process.calls), 10) .. extend_string(tostring(process.failed), 10)
        .. extend_string(tostring(process["in"]), 12) .. extend_string(tostring(process.out), 12)
        .. tostring(process.process))
    end
  end
  processes = {}
end

function on_interval()
  show(evt.field(handles[7]))
  return true
end

function on_capture_end()
  local time = evt.field(handles[7])
  if time then show(time) end
end
