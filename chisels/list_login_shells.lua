-- Shells of logins, and whether they ran a command
-- SPDX-License-Identifier: Apache-2.0
description = "Shells of logins, and whether they ran a command"
short_description = "Shells of logins, and whether they ran a command"
category = "Security"

local eventlines = require "eventlines"
args = {
  {name = "command", description = "only shells that ran this; * is any", argtype = "string",
   optional = true},
  {name = "arguments", description = "and this in its arguments", argtype = "string",
   optional = true},
}

local seen = {}

eventlines{
  filter = function(arguments)
    local filter = "evt.type=execve and evt.dir=< and proc.loginshellid exists"
    local command = arguments.command
    if command and command ~= "*" then filter = filter .. " and proc.name=" .. command end
    if arguments.arguments then
      filter = filter .. " and proc.args contains '" .. arguments.arguments .. "'"
    end
    return filter
  end,
  columns = {{"login shell id", "proc.loginshellid"}},
  keep = function(values)
    local id = values["login shell id"]
    if not id or seen[id] then return false end
    seen[id] = true
    return true
  end,
}
