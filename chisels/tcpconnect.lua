-- Connections that processes of this machine begin
-- SPDX-License-Identifier: Apache-2.0
description = "Connections that processes of this machine begin"
short_description = "Connections that processes of this machine begin"
category = "Net"
args = {}

local eventlines = require "eventlines"

eventlines{
  filter = "evt.type=connect and evt.dir=< and (fd.type=ipv4 or fd.type=ipv6)",
  columns = {
    {"time", "evt.time", 20}, {"pid", "proc.pid", 8}, {"process", "proc.name", 17},
    {"result", "evt.res", 14}, {"connection", "fd.name"},
  },
}
