-- Commands to memcached
-- SPDX-License-Identifier: Apache-2.0
description = "Commands to memcached"
short_description = "Commands to memcached"
category = "Application"
args = {
  {name = "method", description = "get or set", argtype = "string", optional = true},
  {name = "size", description = "the smallest object that is shown", argtype = "int",
   optional = true},
}

local messages = require "messages"

local function read(data, arguments)
  local method, key, size = data:match("^(%a+) (%S+) ?%d* ?%d* ?(%d*)")
  if method ~= "get" and method ~= "set" then return nil end
  if arguments.method and arguments.method ~= method then return nil end
  size = tonumber(size) or 0
  if method == "set" and size < (tonumber(arguments.size) or 0) then return nil end
  return "method=" .. method .. (method == "set" and " size=" .. size .. "B" or "") .. " key=" .. key
end

messages{filter = "(fd.sport=11211 or proc.name=memcached)", read = read}
