-- Processes by processor time
-- SPDX-License-Identifier: Apache-2.0
description = "Processes by processor time"
short_description = "Processes by processor time"
category = "CPU Usage"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "proc.pid"}, titles = {"Process", "PID"},
  container_keys = {"proc.name", "proc.pid", "proc.vpid", "container.name"},
  container_titles = {"Process", "Host_pid", "Container_pid", "container.name"},
  value = "thread.cpu", value_title = "CPU%", units = "timepct",
  scale = 10000000,
  filter = "evt.type=procinfo",
  rows = 10,
}
