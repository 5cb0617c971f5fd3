-- A line for each event: what a chisel such as opensnoop is, but for its fields. A call of
-- eventlines{...} defines the callbacks. With -j a line is an object, whose keys are the titles.
-- SPDX-License-Identifier: Apache-2.0
require "common"
local terminal = require "ansiterminal"

-- columns: {title, field, width, function that changes the value} each; the last has no width.
-- container_columns: put before the others with -pc. filter: text, or a function of the arguments
-- that gives one. keep: function of the values, which it may change; false: no line. color: function
-- of the values. start: function, once. snaplen, ascii: as they say. bare: no header.
return function(spec)
  local columns, handles, json_form, arguments, shown = {}, {}, false, {}, false

  function on_set_arg(name, text)
    if name == "disable_color" then text = text == "disable_colors" or text == "disable_color" end
    arguments[name] = text
    return text ~= false
  end

  function on_init()
    if sysdig.is_print_container_data() then
      for _, title in ipairs({"container.id", "container.name"}) do
        columns[#columns + 1] = {title, title, 20}
      end
    end
    for _, column in ipairs(spec.columns) do columns[#columns + 1] = column end
    for i, column in ipairs(columns) do handles[i] = chisel.request_field(column[2]) end
    if spec.snaplen then sysdig.set_snaplen(spec.snaplen) end
    if spec.ascii then sysdig.set_output_format("ascii") end
    local filter = spec.filter
    if type(filter) == "function" then filter = filter(arguments) end
    if filter and filter ~= "" then chisel.set_filter(filter) end
    terminal.enable_color(not arguments.disable_color)
    return true
  end

  local function header()
    local line = ""
    for i, column in ipairs(columns) do
      line = line .. (i < #columns and extend_string(column[1], column[3]) or column[1])
    end
    print(line)
  end

  function on_capture_start()
    json_form = sysdig.get_output_format() == "json"
    if not json_form and not spec.bare then header() end
    return true
  end

  function on_event()
    local values = {}
    for i, column in ipairs(columns) do
      local value = evt.field(handles[i])
      if value ~= nil and column[4] then value = column[4](value) end
      values[column[1]] = value
    end
    if spec.keep and not spec.keep(values, arguments) then return false end
    if json_form then
      print(json.encode(values))
      return false
    end
    local line = ""
    for i, column in ipairs(columns) do
      local text = values[column[1]] == nil and "<NA>" or tostring(values[column[1]])
      line = line .. (i < #columns and extend_string(text, column[3]) or text)
    end
    local color = spec.color and spec.color(values, terminal) or ""
    print(color .. line .. (color ~= "" and terminal.reset or ""))
    return false
  end
end
