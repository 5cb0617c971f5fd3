-- What is typed and shown on terminals
-- SPDX-License-Identifier: Apache-2.0
description = "What is typed and shown on terminals"
short_description = "What is typed and shown on terminals"
category = "Security"
args = {}

local eventlines = require "eventlines"

eventlines{
  filter = "evt.is_io=true and evt.dir=< and evt.rawres>0 and "
    .. "(fd.name startswith /dev/pts or fd.name startswith /dev/tty or fd.name=/dev/ptmx)",
  snaplen = 2000,
  columns = {
    {"time", "evt.time", 20}, {"pid", "proc.pid", 8}, {"process", "proc.name", 17},
    {"way", "evt.io_dir", 7}, {"terminal", "fd.name", 16}, {"data", "evt.arg.data"},
  },
}
