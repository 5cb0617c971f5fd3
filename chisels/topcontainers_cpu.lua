-- Containers by processor time
-- SPDX-License-Identifier: Apache-2.0
description = "Containers by processor time"
short_description = "Containers by processor time"
category = "CPU Usage"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"container.name"}, titles = {"container.name"},
  value = "thread.cpu", value_title = "CPU%", units = "timepct",
  scale = 10000000,
  filter = "evt.type=procinfo",
  rows = 10,
}
