-- Time that reading and writing took, by any field
-- SPDX-License-Identifier: Apache-2.0
description = "Time that reading and writing took, by any field"
short_description = "Time that reading and writing took, by any field"
category = "I/O"
args = {{
  name = "key", description = "field to group by; several with commas", argtype = "string",
}}

local toplist = require "toplist"

local spec = {
  value = "evt.latency", value_title = "Time", units = "time", rows = 10,
  filter = "evt.is_io=true",
}

function on_set_arg(_, text)
  spec.keys, spec.titles = split(text, ","), split(text, ",")
  return true
end

toplist(spec)
