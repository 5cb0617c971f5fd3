-- Sums of a field by other fields
-- SPDX-License-Identifier: Apache-2.0
description = "Sums of a field by other fields"
short_description = "Filter on a key and value"
category = "Filter"
hidden = true
args = {}

local toplist = require "toplist"

local names = {"keys", "keydescs", "value", "valuedesc", "filter", "top_number", "value_units"}
for i, name in ipairs(names) do args[i] = {name = name, description = name, argtype = "string"} end
local spec = {}

function on_set_arg(name, text)
  if name == "keys" then spec.keys = split(text, ",") end
  if name == "keydescs" then spec.titles = split(text, ",") end
  if name == "value" then spec.value = text end
  if name == "valuedesc" then spec.value_title = text end
  if name == "filter" then spec.filter = text end
  if name == "value_units" then
    spec.units = text
    toplist(spec)
  end
  if name == "top_number" then spec.rows = tonumber(text) end
  return true
end
