-- Containers by the bytes of files that they read and wrote
-- SPDX-License-Identifier: Apache-2.0
description = "Containers by the bytes of files that they read and wrote"
short_description = "Containers by the bytes of files that they read and wrote"
category = "I/O"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"container.name"}, titles = {"container.name"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "fd.type=file and evt.is_io=true and container.name!=host",
  rows = 10,
}
