-- Files by the bytes that were read and written
-- SPDX-License-Identifier: Apache-2.0
description = "Files by the bytes that were read and written"
short_description = "Files by the bytes that were read and written"
category = "I/O"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"fd.name"}, titles = {"Filename"},
  container_keys = {"container.name", "fd.name"},
  container_titles = {"container.name", "Filename"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "fd.type=file and evt.is_io=true",
  rows = 10,
}
