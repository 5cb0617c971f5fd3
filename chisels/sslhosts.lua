-- Names of hosts that TLS connections ask for
-- SPDX-License-Identifier: Apache-2.0
description = "Names of hosts that TLS connections ask for"
short_description = "Names of hosts that TLS connections ask for"
category = "Application"
args = {}

local messages = require "messages"

local function number(data, at) return (data:byte(at) or 0) * 256 + (data:byte(at + 1) or 0) end

-- A ClientHello: record, handshake, version, random, session, ciphers, compression, extensions.
local function read(data)
  if data:byte(1) ~= 22 or data:byte(6) ~= 1 then return nil end
  local at = 44
  at = at + 1 + (data:byte(at) or 0)
  at = at + 2 + number(data, at)
  at = at + 1 + (data:byte(at) or 0) + 2
  while at + 4 <= #data do
    local kind, size = number(data, at), number(data, at + 2)
    if kind == 0 then
      local name = data:sub(at + 9, at + 8 + number(data, at + 7))
      return name:find("^[%w%.%-_]+$") and name
    end
    at = at + 4 + size
  end
  return nil
end

messages{filter = "(fd.type=ipv4 or fd.type=ipv6)", read = read}
