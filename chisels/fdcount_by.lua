-- Number of different descriptors, by any field
-- SPDX-License-Identifier: Apache-2.0
description = "Number of different descriptors, by any field"
short_description = "Number of different descriptors, by any field"
category = "I/O"
args = {{name = "key", description = "field to group by", argtype = "string"}}

require "common"

local key, number, name, seen, counts = nil, nil, nil, {}, {}

function on_set_arg(_, text)
  key = chisel.request_field(text)
  return true
end

function on_init()
  number, name = chisel.request_field("fd.num"), chisel.request_field("fd.name")
  return true
end

function on_event()
  local group, fd, text = evt.field(key), evt.field(number), evt.field(name)
  if group == nil or not fd or fd <= 0 or not text or text == "" then return false end
  local mark = tostring(group) .. "\1" .. fd .. text
  if not seen[mark] then
    seen[mark] = true
    counts[group] = (counts[group] or 0) + 1
  end
  return false
end

function on_capture_end()
  local by_name = function(_, a, b) return tostring(a) < tostring(b) end
  for group, count in pairs_top_by_val(counts, 0, by_name) do print(group, count) end
end
