-- JSON for scripts: encode(value) and decode(text), under the name that scripts of sysdig load.
-- SPDX-License-Identifier: Apache-2.0
local json = {null = setmetatable({}, {__tostring = function() return "null" end})}

local ESCAPES = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r"}
local function quoted(text)
  return '"' .. text:gsub('[%z\1-\31"\\\127]', function(c)
    return ESCAPES[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end
json.quotestring = quoted

local function encode(value, depth)
  if depth > 50 then error("a table within tables without end", 0) end
  if value == json.null or value == nil then return "null" end
  if type(value) == "string" then return quoted(value) end
  if type(value) == "boolean" then return tostring(value) end
  if type(value) == "number" then
    if value ~= value or value == math.huge or value == -math.huge then return "null" end
    if value == math.floor(value) and math.abs(value) < 2 ^ 53 then
      return string.format("%d", value)
    end
    return string.format("%.14g", value)
  end
  if type(value) ~= "table" then error("JSON has no " .. type(value), 0) end
  local parts = {}
  if #value > 0 or next(value) == nil then
    for i = 1, #value do parts[i] = encode(value[i], depth + 1) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = tostring(key) end
  table.sort(keys)
  for i, key in ipairs(keys) do parts[i] = quoted(key) .. ":" .. encode(value[key], depth + 1) end
  return "{" .. table.concat(parts, ",") .. "}"
end
function json.encode(value) return encode(value, 0) end

local decode_value
local function skip(text, at) return text:find("%S", at) or #text + 1 end
local UNESCAPED = {n = "\n", t = "\t", r = "\r", b = "\b", f = "\f"}
local function decode_text(text, at)
  local out = {}
  while true do
    local stop = text:find('["\\]', at)
    if not stop then error("a text without end", 0) end
    out[#out + 1] = text:sub(at, stop - 1)
    if text:sub(stop, stop) == '"' then return table.concat(out), stop + 1 end
    local letter = text:sub(stop + 1, stop + 1)
    if letter == "u" then
      local code = tonumber(text:sub(stop + 2, stop + 5), 16) or 63
      out[#out + 1] = code < 128 and string.char(code) or "?"
      at = stop + 6
    else
      out[#out + 1] = UNESCAPED[letter] or letter
      at = stop + 2
    end
  end
end
local function decode_table(text, at, close, read)
  local out = {}
  at = skip(text, at)
  while text:sub(at, at) ~= close do
    at = skip(text, read(out, at))
    if text:sub(at, at) == "," then at = skip(text, at + 1)
    elseif text:sub(at, at) ~= close then error("no " .. close .. " at byte " .. at, 0) end
  end
  return out, at + 1
end
function decode_value(text, at)
  at = skip(text, at)
  local first = text:sub(at, at)
  if first == '"' then return decode_text(text, at + 1) end
  if first == "[" then
    return decode_table(text, at + 1, "]", function(out, from)
      local value, after = decode_value(text, from)
      out[#out + 1] = value
      return after
    end)
  end
  if first == "{" then
    return decode_table(text, at + 1, "}", function(out, from)
      local key, after = decode_value(text, from)
      local colon = skip(text, after)
      if text:sub(colon, colon) ~= ":" then error("no colon at byte " .. colon, 0) end
      out[key], after = decode_value(text, colon + 1)
      return after
    end)
  end
  local word = text:match("^[%w%.%+%-]+", at) or error("no value at byte " .. at, 0)
  if word == "true" then return true, at + 4 end
  if word == "false" then return false, at + 5 end
  if word == "null" then return json.null, at + 4 end
  return tonumber(word) or error("no number at byte " .. at, 0), at + #word
end
function json.decode(text)
  local good, value = pcall(decode_value, text, 1)
  if good then return value end
  return nil, 1, value
end

return json
