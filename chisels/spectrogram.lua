-- How long calls took, as a row of colours for each half second
-- SPDX-License-Identifier: Apache-2.0
description = "How long calls took, as a row of colours for each half second"
short_description = "Latencies of calls as colours"
category = "CPU Usage"
args = {{
  name = "refresh_time", description = "ms of a row", argtype = "int", optional = true,
}}

require "common"
local spectrum = require "spectrum"

spectrum{
  interval_ms = 500, field = "evt.latency", filter = "evt.dir=<", parts = 11,
  place = function(ns) return ns > 0 and math.log10(ns) / 11 or nil end,
  label = function(part) return format_time_interval(10 ^ part) end,
}
