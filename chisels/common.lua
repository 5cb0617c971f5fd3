-- Functions for scripts that print tables: texts of a width, amounts with units, sorting by value.
-- Names and results are those that scripts of sysdig know.
-- SPDX-License-Identifier: Apache-2.0
json = require("dkjson")

ONE_S_IN_NS, ONE_MS_IN_NS, ONE_US_IN_NS = 1000000000, 1000000, 1000

function typeof(value) return type(value) end

function st(value, name, one_line, depth)
  depth = depth or 0
  local line_end = one_line and "" or "\n"
  local indent = string.rep(" ", depth)
  local out = indent .. (name and (tostring(name) .. " = ") or "")
  if type(value) == "table" then
    out = out .. "{" .. line_end
    for key, item in pairs(value) do
      out = out .. st(item, key, one_line, depth + 1) .. "," .. line_end
    end
    return out .. indent .. "}"
  end
  if type(value) == "string" then return out .. string.format("%q", value) end
  return out .. tostring(value)
end

function extend_string(text, width)
  if #text < width then return text .. string.rep(" ", width - #text) end
  return width > 0 and text:sub(1, width - 1) .. " " or ""
end

function split(text, delimiter)
  local parts, from = {}, 1
  while true do
    local first, last = text:find(delimiter, from, true)
    parts[#parts + 1] = text:sub(from, first and first - 1)
    if not first then return parts end
    from = last + 1
  end
end

function starts_with(text, part) return text:sub(1, #part) == part end
function ends_with(text, part) return part == "" or text:sub(-#part) == part end

local SIZES = {{2 ^ 50, "P"}, {2 ^ 40, "T"}, {2 ^ 30, "G"}, {2 ^ 20, "M"}, {2 ^ 10, "KB"}}
function format_bytes(bytes)
  for _, size in ipairs(SIZES) do
    if bytes > size[1] then return string.format("%.2f%s", bytes / size[1], size[2]) end
  end
  return string.format("%dB", bytes)
end

local TIMES = {{1e9, "s", true}, {1e6, "ms"}, {1e3, "us"}}
function format_time_interval(ns)
  for _, unit in ipairs(TIMES) do
    local size, name, always = unit[1], unit[2], unit[3]
    if ns >= size then
      local whole = math.floor(ns / size)
      if whole >= 10 and not always then return string.format("%d%s", whole, name) end
      return string.format("%d.%02d%s", whole, math.floor((ns % size) * 100 / size), name)
    end
  end
  return string.format("%dns", ns)
end

function pairs_top_by_val(values, count, before)
  local keys = {}
  for key in pairs(values) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return before(values, a, b) end)
  local at = 0
  return function()
    at = at + 1
    if (count == 0 or at <= count) and keys[at] ~= nil then return keys[at], values[keys[at]] end
  end
end

function ts_to_str(seconds, ns) return string.format("%d%09d", seconds, ns) end

function parse_numeric_input(text, name)
  local number = tonumber(text)
  if not number then
    print(string.format("Input %s must be a number.", name))
    os.exit(1)
  end
  return number
end

function copytable(value)
  if type(value) ~= "table" then return value end
  local copy = {}
  for key, item in pairs(value) do copy[copytable(key)] = copytable(item) end
  return setmetatable(copy, getmetatable(value))
end

function concattable(to, from)
  for _, item in ipairs(from) do to[#to + 1] = item end
  return to
end

local function value_text(value, units, delta)
  if units == "bytes" then return format_bytes(value) end
  if units == "time" then return format_time_interval(value) end
  if units == "timepct" then
    return string.format("%.2f%%", delta > 0 and value / delta * 100 or 0)
  end
  return tostring(value)
end

function print_sorted_table(values, seconds, ns, delta, info)
  local sorted = pairs_top_by_val(values, info.top_number, function(t, a, b)
    if t[a] ~= t[b] then return t[a] > t[b] end
    return tostring(a) < tostring(b)
  end)
  if info.output_format == "json" then
    local rows, columns = {}, {}
    for key, value in sorted do
      rows[#rows + 1] = concattable(split(tostring(key), "\1\1"), {value})
    end
    for i, name in ipairs(info.key_fld) do
      columns[i] = {name = name, desc = info.key_desc[i], is_key = true}
    end
    columns[#columns + 1] = {name = info.value_fld, desc = info.value_desc, is_key = false}
    print(json.encode({ts = sysdig.make_ts(seconds, ns), data = rows, info = columns}))
    return
  end
  local header = extend_string(info.value_desc, 20)
  for _, title in ipairs(info.key_desc) do header = header .. extend_string(title, 20) end
  print(header)
  print(string.rep("-", 80))
  for key, value in sorted do
    local line = extend_string(value_text(value, info.value_units, delta), 20)
    local parts = split(tostring(key), "\1\1")
    for i, part in ipairs(parts) do
      line = line .. (i < #parts and extend_string(part:sub(1, 20), 20) or part)
    end
    print(line)
  end
end
