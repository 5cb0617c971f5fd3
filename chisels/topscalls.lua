-- System calls by number; a call counts when it begins and when it ends
-- SPDX-License-Identifier: Apache-2.0
description = "System calls by number; a call counts when it begins and when it ends"
short_description = "System calls by number; a call counts when it begins and when it ends"
category = "Performance"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"evt.type"}, titles = {"Syscall"},
  container_keys = {"evt.type", "container.name"},
  container_titles = {"Syscall", "container.name"},
  value = "1", value_title = "# Calls", units = "none",
  filter = "evt.type!=switch and evt.category!=internal and evt.type!=procinfo",
  rows = 30,
}
