-- Data that is read from files and written to them
-- SPDX-License-Identifier: Apache-2.0
description = "Data that is read from files and written to them"
short_description = "Data that is read from files and written to them"
category = "I/O"

local eventlines = require "eventlines"
args = {
  {name = "read_or_write", description = "R, W or RW", argtype = "string", optional = true},
  {name = "spy_on_file_name", description = "one file", argtype = "string", optional = true},
}

local FIELDS = {R = "evt.is_io_read", W = "evt.is_io_write"}

eventlines{
  bare = true, snaplen = 2000, ascii = true,
  filter = function(arguments)
    local which, name = (arguments.read_or_write or "RW"):upper(), arguments.spy_on_file_name
    local filter = "fd.type=file and evt.dir=< and evt.failed=false and "
    filter = filter .. (FIELDS[which] or "evt.is_io") .. "=true"
    if name then return filter .. " and fd.name='" .. name .. "'" end
    return filter .. " and not fd.name startswith /dev/pt and not fd.name startswith /dev/tty"
  end,
  columns = {
    {"time", "evt.time", 19}, {"process", "proc.name", 16}, {"pid", "proc.pid", 8},
    {"way", "evt.io_dir", 6}, {"bytes", "evt.rawres", 9}, {"file", "fd.name", 40},
    {"data", "evt.arg.data"},
  },
}
