-- Calls that took longer than a number of ms
-- SPDX-License-Identifier: Apache-2.0
description = "Calls that took longer than a number of ms"
short_description = "Calls that took longer than a number of ms"
category = "Performance"

local eventlines = require "eventlines"
local COLOR = {
  name = "disable_color", description = "disable_colors: no colours", argtype = "string",
  optional = true,
}
args = {{name = "min_ms", description = "the shortest that is shown, in ms", argtype = "int"}, COLOR}

eventlines{
  filter = function(arguments)
    return "evt.latency>" .. tonumber(arguments.min_ms) * 1000000
  end,
  columns = {
    {"evt.datetime", "evt.datetime", 31}, {"proc.name", "proc.name", 16},
    {"LATENCY(ms)", "evt.latency", 14, function(ns) return string.format("%.3f", ns / 1e6) end},
    {"evt.type", "evt.type"},
  },
  color = function(_, terminal) return terminal.green end,
}
