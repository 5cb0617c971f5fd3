-- Counts events by name; an argument chooses one.
-- SPDX-License-Identifier: Apache-2.0
description = "counts events by name"
category = "Test"
args = {{name = "type", description = "only these", argtype = "string", optional = true}}
local wanted, count = nil, 0
function on_set_arg(name, value)
  wanted = value
  return true
end
function on_init()
  if wanted then chisel.set_filter("evt.type=" .. wanted) end
  return true
end
function on_event()
  count = count + 1
  return true
end
function on_capture_end() print(wanted or "all", count) end
