-- Connections by bytes
-- SPDX-License-Identifier: Apache-2.0
description = "Connections by bytes"
short_description = "Connections by bytes"
category = "Net"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"fd.l4proto", "fd.name"}, titles = {"Proto", "Conn"},
  container_keys = {"container.name", "fd.l4proto", "fd.name"},
  container_titles = {"container.name", "Proto", "Conn"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
  rows = 30,
}
