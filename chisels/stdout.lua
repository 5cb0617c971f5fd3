-- What processes write to descriptor 1
-- SPDX-License-Identifier: Apache-2.0
description = "What processes write to descriptor 1"
short_description = "What processes write to descriptor 1"
category = "I/O"
args = {}

local data

function on_init()
  data = chisel.request_field("evt.rawarg.data")
  sysdig.set_snaplen(2000)
  chisel.set_filter("fd.num=1 and evt.is_io=true")
  return true
end

function on_event()
  local text = evt.field(data)
  if text then print(text) end
  return false
end
