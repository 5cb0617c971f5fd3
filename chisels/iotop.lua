-- Processes by the bytes that they read and wrote, of files and all else
-- SPDX-License-Identifier: Apache-2.0
description = "Processes by the bytes that they read and wrote, of files and all else"
short_description = "Processes by the bytes that they read and wrote, of files and all else"
category = "I/O"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "proc.pid"}, titles = {"Process", "PID"},
  container_keys = {"proc.name", "proc.pid", "proc.vpid", "container.name"},
  container_titles = {"Process", "Host_pid", "Container_pid", "container.name"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "evt.is_io=true",
  rows = 20,
}
