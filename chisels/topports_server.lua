-- Ports of servers by bytes
-- SPDX-License-Identifier: Apache-2.0
description = "Ports of servers by bytes"
short_description = "Ports of servers by bytes"
category = "Net"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"fd.sport"}, titles = {"Srv Port"},
  container_keys = {"fd.sport", "container.name"},
  container_titles = {"Srv Port", "container.name"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
  rows = 100,
}
