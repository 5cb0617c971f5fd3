-- Saves the events of the same thread around each match of the filter
-- SPDX-License-Identifier: Apache-2.0
description = "Saves the events of the same thread around each match of the filter"
short_description = "Save what happened around matches"
category = "Misc"
args = {
  {name = "dump_file_name", description = "file to write", argtype = "string"},
  {name = "dump_range_ms", description = "ms before and after; 1000", argtype = "int",
   optional = true},
}

require "common"
local file, range, matches, handles = nil, "1000", {}, {}

function on_set_arg(name, text)
  if name == "dump_file_name" then file = text else range = text end
  return true
end

function on_init()
  if sysdig.get_filter() == "" then
    print("no filter specified")
    return false
  end
  for i, name in ipairs({"evt.time", "proc.name", "thread.tid"}) do
    handles[i] = chisel.request_field(name)
  end
  return true
end

function on_capture_start()
  if sysdig.is_live() then print("live capture not supported") end
  return not sysdig.is_live()
end

function on_event()
  local tid = evt.field(handles[3])
  local seconds, ns = evt.get_ts()
  print(evt.field(handles[1]) .. " " .. (evt.field(handles[2]) or "<NA>") .. "(" .. tid .. ")")
  matches[#matches + 1] = "(evt.around[" .. ts_to_str(seconds, ns) .. "]=" .. range
    .. " and thread.tid=" .. tid .. ")"
  return false
end

function on_capture_end()
  if #matches == 0 then return end
  print("Saving events around " .. #matches .. " matches to " .. file)
  sysdig.run_app("-F -r " .. sysdig.get_evtsource_name() .. " -w " .. file .. " "
    .. table.concat(matches, " or "))
end
