-- Tables of the largest sums: what a chisel such as topfiles_bytes is, but for its fields. A call of
-- toplist{...} defines the callbacks. Live, the table is printed anew each second; of a capture
-- once, at the end. The first argument, if there is one, is how many rows.
-- SPDX-License-Identifier: Apache-2.0
require "common"
local terminal = require "ansiterminal"

ROWS_ARGUMENT = {
  name = "rows", description = "how many rows; 0 is all", argtype = "int", optional = true,
}

-- keys, titles: fields and their titles; with -pc container_keys, container_titles.
-- value: a field, "1" to count; scale: factor; value_title, units, filter, rows: as they say.
return function(spec)
  local sums, handles, value, single, live, json_form = {}, {}, nil, nil, false, false
  local info = {value_fld = spec.value, value_desc = spec.value_title,
                value_units = spec.units or "none", top_number = spec.rows or 10}

  if not on_set_arg then
    function on_set_arg(name, text)
      if name ~= "rows" then return false end
      info.top_number = tonumber(text)
      return info.top_number ~= nil
    end
  end

  function on_init()
    local wide = sysdig.is_print_container_data() and spec.container_keys
    info.key_fld = wide and spec.container_keys or spec.keys
    info.key_desc = wide and spec.container_titles or spec.titles
    if #info.key_fld ~= #info.key_desc then
      print("error: number of entries in keys different from number entries in keydescs")
      return false
    end
    for i, name in ipairs(info.key_fld) do handles[i] = chisel.request_field(name) end
    single = #handles == 1 and handles[1]
    if spec.value ~= "1" then value = chisel.request_field(spec.value) end
    if spec.filter and spec.filter ~= "" then chisel.set_filter(spec.filter) end
    return true
  end

  function on_capture_start()
    live = sysdig.is_live()
    json_form = sysdig.get_output_format() == "json"
    info.output_format = json_form and "json" or "normal"
    if live then
      chisel.set_interval_s(1)
      if not json_form then terminal.hidecursor() end
    end
    return true
  end

  local field, concat, parts, scale = evt.field, table.concat, {}, spec.scale or 1
  function on_event()
    local key
    if single then
      key = field(single)
      if key == nil then return false end
    else
      for i = 1, #handles do
        local part = field(handles[i])
        if part == nil then return false end
        parts[i] = part
      end
      key = concat(parts, "\1\1")
    end
    local amount = 1
    if value then
      amount = field(value)
      if not amount or amount <= 0 then return false end
      amount = amount * scale
    end
    sums[key] = (sums[key] or 0) + amount
    return false
  end

  local function show(seconds, delta) print_sorted_table(sums, seconds, 0, delta, info) end

  function on_interval(seconds, _, delta)
    if not json_form then
      terminal.clearscreen()
      terminal.moveto(1, 1)
    end
    show(seconds, delta)
    sums = {}
    return true
  end

  function on_capture_end(seconds, _, delta)
    if not live then return show(seconds, delta) end
    if not json_form then terminal.showcursor() end
  end
end
