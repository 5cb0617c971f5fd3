-- Lines that are written into log files
-- SPDX-License-Identifier: Apache-2.0
description = "Lines that are written into log files"
short_description = "Lines that are written into log files"
category = "Logs"

local eventlines = require "eventlines"
local COLOR = {
  name = "disable_color", description = "disable_colors: no colours", argtype = "string",
  optional = true,
}
args = {COLOR}

eventlines{
  bare = true, snaplen = 2000, ascii = true,
  filter = "evt.is_io_write=true and evt.dir=< and evt.failed=false and fd.type=file and "
    .. "(fd.name endswith .log or fd.name endswith _log or fd.name startswith /var/log/) and "
    .. "not fd.name endswith .gz and not fd.name endswith .tgz",
  columns = {{"process", "proc.name", 16}, {"file", "fd.name", 30}, {"message", "evt.arg.data"}},
  keep = function(values)
    values.message = tostring(values.message or ""):gsub("%s+$", "")
    return values.message ~= ""
  end,
  color = function(values, terminal)
    local text = values.message:lower()
    if text:find("err", 1, true) then return terminal.red end
    return text:find("warn", 1, true) and terminal.yellow or terminal.green
  end,
}
