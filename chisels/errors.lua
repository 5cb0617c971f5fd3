-- Failed calls by process, call and error
-- SPDX-License-Identifier: Apache-2.0
description = "Failed calls by process, call and error"
short_description = "Failed calls by process, call and error"
category = "Errors"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "evt.type", "evt.res"}, titles = {"Process", "Syscall", "Error"},
  value = "1", value_title = "#Errors", units = "none",
  filter = "evt.failed=true",
  rows = 50,
}
