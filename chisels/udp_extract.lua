-- Writes what each UDP flow carried into a file of its own
-- SPDX-License-Identifier: Apache-2.0
description = "Writes what each UDP flow carried into a file of its own"
short_description = "Write the data of UDP flows into files"
category = "I/O"
args = {}

output_folder = "udp_dump_files"
local data, name, files = nil, nil, {}

function on_init()
  data, name = chisel.request_field("evt.rawarg.data"), chisel.request_field("fd.name")
  sysdig.set_snaplen(16384)
  chisel.set_filter("evt.dir=< and evt.rawres>=0 and fd.l4proto=udp and evt.is_io=true")
  return true
end

function on_capture_start()
  if sysdig.is_live() then print("live capture not supported") end
  return not sysdig.is_live()
end

function on_event()
  local flow, bytes = evt.field(name), evt.field(data)
  if not flow or not bytes then return false end
  if not files[flow] then
    local path = flow:gsub(":", "_"):gsub(">", "-"):gsub("/", "_")
    files[flow] = io.open(output_folder .. "/" .. path, "w")
  end
  files[flow]:write(bytes)
  return false
end
