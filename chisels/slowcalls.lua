-- Calls that took longer than a number of ms, with process and arguments
-- SPDX-License-Identifier: Apache-2.0
description = "Calls that took longer than a number of ms, with process and arguments"
short_description = "Calls that took longer than a number of ms, with process and arguments"
category = "Performance"

local eventlines = require "eventlines"
local COLOR = {
  name = "disable_color", description = "disable_colors: no colours", argtype = "string",
  optional = true,
}
args = {{name = "min_ms", description = "the shortest that is shown, in ms", argtype = "int"}, COLOR}

eventlines{
  filter = function(arguments)
    return "evt.dir=< and evt.latency>" .. tonumber(arguments.min_ms) * 1000000
  end,
  columns = {
    {"time", "evt.time", 20}, {"pid", "proc.pid", 8}, {"process", "proc.name", 16},
    {"latency_ms", "evt.latency", 14, function(ns) return string.format("%.3f", ns / 1e6) end},
    {"call", "evt.type", 14}, {"arguments", "evt.args"},
  },
  color = function(_, terminal) return terminal.green end,
}
