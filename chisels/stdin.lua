-- What processes read from descriptor 0
-- SPDX-License-Identifier: Apache-2.0
description = "What processes read from descriptor 0"
short_description = "What processes read from descriptor 0"
category = "I/O"
args = {}

local data

function on_init()
  data = chisel.request_field("evt.rawarg.data")
  sysdig.set_snaplen(2000)
  chisel.set_filter("fd.num=0 and evt.is_io=true")
  return true
end

function on_event()
  local text = evt.field(data)
  if text then print(text) end
  return false
end
