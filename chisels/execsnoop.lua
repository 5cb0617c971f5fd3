-- Programs that are started
-- SPDX-License-Identifier: Apache-2.0
description = "Programs that are started"
short_description = "Programs that are started"
category = "System State"
args = {}

local eventlines = require "eventlines"

eventlines{
  filter = "evt.type in (execve, execveat) and evt.dir=<",
  columns = {
    {"time", "evt.time", 20}, {"pid", "proc.pid", 8}, {"ppid", "proc.ppid", 8},
    {"user", "user.name", 12}, {"result", "evt.res", 10}, {"command", "proc.cmdline"},
  },
}
