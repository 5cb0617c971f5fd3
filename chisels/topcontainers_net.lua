-- Containers by the bytes that they sent and received
-- SPDX-License-Identifier: Apache-2.0
description = "Containers by the bytes that they sent and received"
short_description = "Containers by the bytes that they sent and received"
category = "Net"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"container.name"}, titles = {"container.name"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true and container.name!=host",
  rows = 100,
}
