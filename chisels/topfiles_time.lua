-- Files by the time that calls on them took
-- SPDX-License-Identifier: Apache-2.0
description = "Files by the time that calls on them took"
short_description = "Files by the time that calls on them took"
category = "I/O"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"fd.name"}, titles = {"Filename"},
  container_keys = {"fd.name", "container.name"},
  container_titles = {"Filename", "container.name"},
  value = "evt.latency", value_title = "Time", units = "time",
  filter = "fd.type=file and evt.is_io=true",
  rows = 10,
}
