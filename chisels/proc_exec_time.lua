-- Processes that ended, and how long they ran
-- SPDX-License-Identifier: Apache-2.0
description = "Processes that ended, and how long they ran"
short_description = "Processes that ended, and how long they ran"
category = "Performance"

local eventlines = require "eventlines"
local COLOR = {
  name = "disable_color", description = "disable_colors: no colours", argtype = "string",
  optional = true,
}
args = {COLOR}

eventlines{
  filter = "evt.type=procexit",
  columns = {
    {"proc.duration", "proc.duration", 20, function(ns) return format_time_interval(ns) end},
    {"proc.name", "proc.name", 20}, {"proc.args", "proc.args"},
  },
}
