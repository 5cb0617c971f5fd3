-- Processes by processor time, with user and threads
-- SPDX-License-Identifier: Apache-2.0
description = "Processes by processor time, with user and threads"
short_description = "Processes by processor time"
category = "System State"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.pid", "user.name", "proc.name"}, titles = {"PID", "User", "Process"},
  container_keys = {"proc.pid", "user.name", "container.name", "proc.name"},
  container_titles = {"PID", "User", "Container", "Process"},
  value = "thread.cpu", value_title = "CPU%", units = "timepct", scale = 10000000,
  filter = "evt.type=procinfo", rows = 20,
}
