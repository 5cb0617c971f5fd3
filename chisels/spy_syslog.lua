-- Messages that are written to the system log
-- SPDX-License-Identifier: Apache-2.0
description = "Messages that are written to the system log"
short_description = "Messages that are written to the system log"
category = "Logs"

local eventlines = require "eventlines"
local COLOR = {
  name = "disable_color", description = "disable_colors: no colours", argtype = "string",
  optional = true,
}
args = {COLOR}

eventlines{
  bare = true, snaplen = 1000,
  filter = "fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and evt.failed=false",
  columns = {
    {"facility", "syslog.facility.str", 10}, {"severity", "syslog.severity.str", 10},
    {"process", "proc.name", 16}, {"tid", "thread.tid", 8}, {"message", "syslog.message"},
  },
}
