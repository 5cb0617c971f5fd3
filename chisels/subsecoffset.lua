-- When in a second calls begin, as a row of colours for each second
-- SPDX-License-Identifier: Apache-2.0
description = "When in a second calls begin, as a row of colours for each second"
short_description = "When in a second calls begin"
category = "CPU Usage"
args = {{
  name = "refresh_time", description = "ms of a row", argtype = "int", optional = true,
}}

require "common"
local spectrum = require "spectrum"

spectrum{
  interval_ms = 1000, field = "evt.rawtime.ns", filter = "evt.dir=>", parts = 10,
  place = function(ns, interval_ns) return ns % interval_ns / interval_ns end,
  label = function(part, interval_ns) return format_time_interval(part * interval_ns / 10) end,
}
