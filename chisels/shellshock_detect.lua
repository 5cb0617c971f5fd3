-- Attempts to define functions through the environment of a shell
-- SPDX-License-Identifier: Apache-2.0
description = "Attempts to define functions through the environment of a shell"
short_description = "Attempts to define functions through the environment of a shell"
category = "Security"
args = {}

local eventlines = require "eventlines"

eventlines{
  filter = "evt.type=execve and evt.dir=< and (proc.name=bash or proc.name=sh)",
  columns = {
    {"TIME", "evt.time", 22}, {"PROCNAME", "proc.name", 20}, {"PID", "proc.pid", 8},
    {"FUNCTION", "proc.env"},
  },
  keep = function(values)
    local found = tostring(values.FUNCTION or ""):match("=(%(%) *{.*)")
    values.FUNCTION = found
    return found ~= nil
  end,
}
