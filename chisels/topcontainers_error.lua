-- Containers by calls that failed
-- SPDX-License-Identifier: Apache-2.0
description = "Containers by calls that failed"
short_description = "Containers by calls that failed"
category = "Errors"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"container.name"}, titles = {"container.name"},
  value = "1", value_title = "#Errors", units = "none",
  filter = "evt.failed=true and container.name!=host",
  rows = 100,
}
