-- Commands to Redis
-- SPDX-License-Identifier: Apache-2.0
description = "Commands to Redis"
short_description = "Commands to Redis"
category = "Application"
args = {}

local messages = require "messages"

local function read(data)
  local count, at = data:match("^%*(%d+)\r\n()")
  if not count then return nil end
  local words = {}
  for _ = 1, math.min(tonumber(count), 20) do
    local size, from = data:match("^%$(%d+)\r\n()", at)
    if not size then break end
    words[#words + 1] = data:sub(from, from + size - 1):gsub("[%c\128-\255]", ".")
    at = from + size + 2
  end
  return words[1] and table.concat(words, " "):sub(1, 200)
end

messages{filter = "fd.sport=6379", read = read}
