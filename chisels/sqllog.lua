-- Statements to PostgreSQL and MySQL
-- SPDX-License-Identifier: Apache-2.0
description = "Statements to PostgreSQL and MySQL"
short_description = "Statements to PostgreSQL and MySQL"
category = "Application"
args = {}

local messages = require "messages"

local function plain(text) return (text:gsub("%z.*", ""):gsub("[%c]+", " "):sub(1, 1000)) end

local function read(data)
  local kind = data:sub(1, 1)
  if kind == "Q" and #data > 5 then return plain(data:sub(6)) end
  if kind == "P" and #data > 6 then
    local statement = data:match("^P....[^%z]*%z([^%z]+)")
    if statement and statement:find("%a") then return "prepare " .. plain(statement) end
  end
  local command = data:byte(5)
  if data:byte(4) == 0 and (command == 3 or command == 22) and #data > 5 then
    local length = data:byte(1) + data:byte(2) * 256 + data:byte(3) * 65536
    if length < 2 then return nil end
    return (command == 22 and "prepare " or "") .. plain(data:sub(6, 4 + length))
  end
  return nil
end

messages{filter = "fd.sport in (5432, 3306)", read = read}
