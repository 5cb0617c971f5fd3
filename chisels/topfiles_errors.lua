-- Files by calls that failed
-- SPDX-License-Identifier: Apache-2.0
description = "Files by calls that failed"
short_description = "Files by calls that failed"
category = "Errors"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"fd.name"}, titles = {"Filename"},
  container_keys = {"fd.name", "container.name"},
  container_titles = {"Filename", "container.name"},
  value = "1", value_title = "#Errors", units = "none",
  filter = "fd.type=file and evt.failed=true",
  rows = 100,
}
