-- Bytes that were read and written, by any field
-- SPDX-License-Identifier: Apache-2.0
description = "Bytes that were read and written, by any field"
short_description = "Bytes that were read and written, by any field"
category = "I/O"
args = {{
  name = "key", description = "field to group by; several with commas", argtype = "string",
}}

local toplist = require "toplist"

local spec = {
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes", rows = 30,
  filter = "evt.is_io=true and evt.failed=false",
}

function on_set_arg(_, text)
  spec.keys, spec.titles = split(text, ","), split(text, ",")
  return true
end

toplist(spec)
