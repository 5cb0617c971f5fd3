-- Questions to name servers, and their answers
-- SPDX-License-Identifier: Apache-2.0
description = "Questions to name servers, and their answers"
short_description = "Questions to name servers, and their answers"
category = "Application"
args = {}

local messages = require "messages"

local TYPES = {[1] = "A", [2] = "NS", [5] = "CNAME", [6] = "SOA", [12] = "PTR", [15] = "MX",
               [16] = "TXT", [28] = "AAAA", [33] = "SRV", [65] = "HTTPS"}
local CODES = {[0] = "ok", "format error", "server failure", "no such name", "not done", "refused"}

local function read(data)
  if #data < 17 then return nil end
  local flags, count = data:byte(3) * 256 + data:byte(4), data:byte(5) * 256 + data:byte(6)
  if count ~= 1 then return nil end
  local at, labels = 13, {}
  while true do
    local length = data:byte(at)
    if not length or length > 63 then return nil end
    if length == 0 then break end
    labels[#labels + 1] = data:sub(at + 1, at + length):gsub("[^%w%-_]", "?")
    at = at + length + 1
  end
  local low, high = data:byte(at + 2), data:byte(at + 1)
  if not low then return nil end
  local kind = high * 256 + low
  local text = (TYPES[kind] or "type " .. kind) .. " " .. table.concat(labels, ".")
  if flags < 32768 then return "? " .. text end
  return "= " .. text .. ": " .. (CODES[flags % 16] or "code " .. flags % 16) .. ", "
    .. data:byte(7) * 256 + data:byte(8) .. " answers"
end

messages{filter = "fd.port=53", read = read}
