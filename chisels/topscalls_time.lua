-- System calls by the time that they took
-- SPDX-License-Identifier: Apache-2.0
description = "System calls by the time that they took"
short_description = "System calls by the time that they took"
category = "Performance"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"evt.type"}, titles = {"Syscall"},
  container_keys = {"evt.type", "container.name"},
  container_titles = {"Syscall", "container.name"},
  value = "evt.latency", value_title = "Time", units = "time",
  filter = "evt.type!=switch",
  rows = 30,
}
