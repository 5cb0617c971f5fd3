-- Processes by the bytes of files that they read and wrote
-- SPDX-License-Identifier: Apache-2.0
description = "Processes by the bytes of files that they read and wrote"
short_description = "Processes by the bytes of files that they read and wrote"
category = "I/O"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "proc.pid"}, titles = {"Process", "PID"},
  container_keys = {"proc.name", "proc.pid", "proc.vpid", "container.name"},
  container_titles = {"Process", "Host_pid", "Container_pid", "container.name"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "fd.type=file and evt.is_io=true",
  rows = 10,
}
