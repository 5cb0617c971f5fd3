-- Commands of interactive users, and the directories that they visit
-- SPDX-License-Identifier: Apache-2.0
description = "Commands of interactive users, and the directories that they visit"
short_description = "Commands of interactive users, and the directories that they visit"
category = "Security"
args = {}

local eventlines = require "eventlines"

eventlines{
  bare = true,
  filter = "evt.dir=< and evt.failed=false and proc.loginshellid exists and "
    .. "((evt.type=execve and proc.tty!=0) or (evt.type=chdir and proc.name endswith sh))",
  columns = {
    {"shell", "proc.loginshellid", 8}, {"time", "evt.time.s", 10}, {"user", "user.name", 12},
    {"call", "evt.type", 8}, {"directory", "proc.cwd", 24}, {"command", "proc.cmdline"},
  },
}
