-- Files that are opened, or could not be
-- SPDX-License-Identifier: Apache-2.0
description = "Files that are opened, or could not be"
short_description = "Files that are opened, or could not be"
category = "I/O"
args = {}

local eventlines = require "eventlines"

eventlines{
  filter = "evt.type in (open, openat, openat2, creat) and evt.dir=<",
  columns = {
    {"time", "evt.time", 20}, {"pid", "proc.pid", 8}, {"process", "proc.name", 17},
    {"fd", "evt.rawarg.fd", 5, function(fd) return fd >= 0 and fd or -1 end},
    {"error", "evt.res", 14}, {"path", "fd.name"},
  },
}
