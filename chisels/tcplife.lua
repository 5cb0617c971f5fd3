-- TCP connections that ended: how long they lived, what they carried
-- SPDX-License-Identifier: Apache-2.0
description = "TCP connections that ended: how long they lived, what they carried"
short_description = "TCP connections that ended"
category = "Net"
args = {}

require "common"
local names = {"fd.name", "proc.pid", "proc.name", "evt.rawarg.res", "evt.is_io_read", "evt.type",
               "evt.rawtime", "evt.time", "fd.num"}
local handles, open = {}, {}

function on_init()
  for i, name in ipairs(names) do handles[i] = chisel.request_field(name) end
  chisel.set_filter("fd.l4proto=tcp and (fd.type=ipv4 or fd.type=ipv6) and evt.dir=<")
  return true
end

function on_capture_start()
  if sysdig.get_output_format() ~= "json" then
    print("time                pid     process         ms          sent      received  connection")
  end
  return true
end

function on_event()
  local name, pid = evt.field(handles[1]), evt.field(handles[2])
  if not name or not pid or not name:find("->", 1, true) then return false end
  local key = pid .. " " .. (evt.field(handles[9]) or -1)
  local kind, result = evt.field(handles[6]), evt.field(handles[4])
  local life = open[key]
  if not life or life.name ~= name then
    life = {name = name, start = evt.field64(handles[7]), sent = 0, received = 0}
    open[key] = life
  end
  if kind == "close" then
    open[key] = nil
    local ms = tonumber(evt.field64(handles[7]) - life.start) / 1e6
    local process, time = evt.field(handles[3]) or "<NA>", evt.field(handles[8])
    if sysdig.get_output_format() == "json" then
      print(json.encode({time = time, pid = pid, process = process, ms = ms, sent = life.sent,
                         received = life.received, connection = life.name}))
    else
      print(extend_string(time, 20) .. extend_string(tostring(pid), 8) .. extend_string(process, 16)
        .. extend_string(string.format("%.3f", ms), 12) .. extend_string(tostring(life.sent), 10)
        .. extend_string(tostring(life.received), 10) .. life.name)
    end
    return false
  end
  local reads = evt.field(handles[5])
  if result and result > 0 and kind ~= "connect" and kind ~= "socket" and not kind:find("^accept")
    and not kind:find("sockopt", 1, true) and kind ~= "fcntl" then
    if reads then life.received = life.received + result
    elseif kind:find("^send") or kind:find("^p?write") then life.sent = life.sent + result end
  end
  return false
end
