-- Processes by calls that failed
-- SPDX-License-Identifier: Apache-2.0
description = "Processes by calls that failed"
short_description = "Processes by calls that failed"
category = "Errors"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "proc.pid"}, titles = {"Process", "PID"},
  container_keys = {"proc.name", "proc.pid", "proc.vpid", "container.name"},
  container_titles = {"Process", "Host_pid", "Container_pid", "container.name"},
  value = "1", value_title = "#Errors", units = "none",
  filter = "evt.failed=true",
  rows = 100,
}
