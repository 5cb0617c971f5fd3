-- Processes and their connections by bytes
-- SPDX-License-Identifier: Apache-2.0
description = "Processes and their connections by bytes"
short_description = "Processes and their connections by bytes"
category = "Net"

local toplist = require "toplist"
args = {ROWS_ARGUMENT}

toplist{
  keys = {"proc.name", "proc.pid", "fd.name"}, titles = {"Process", "PID", "Connection"},
  value = "evt.rawarg.res", value_title = "Bytes", units = "bytes",
  filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
  rows = 30,
}
