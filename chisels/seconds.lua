-- A line for each second: what a chisel such as iobytes is, but for its sums. A call defines the
-- callbacks. With -j a line is an object; the last second, which is not over, is printed at the end.
-- SPDX-License-Identifier: Apache-2.0
local json = require "dkjson"

-- fields: what count(sums, value...) gets; columns: the names of the sums.
return function(spec)
  local handles, sums, json_form, time, begun = {}, {}, false, nil, false

  local function clear()
    for _, name in ipairs(spec.columns) do sums[name] = 0 end
    begun = false
  end
  clear()

  function on_init()
    for i, name in ipairs(spec.fields) do handles[i] = chisel.request_field(name) end
    time = chisel.request_field("evt.time.s")
    if spec.filter then chisel.set_filter(spec.filter) end
    chisel.set_interval_s(1)
    json_form = sysdig.get_output_format() == "json"
    return true
  end

  function on_event()
    begun = true
    spec.count(sums, evt.field(handles[1]), evt.field(handles[2]), evt.field(handles[3]))
    return false
  end

  local function show(text)
    if json_form then
      sums.time = text
      print(json.encode(sums))
    else
      for _, name in ipairs(spec.columns) do text = text .. " " .. name .. ":" .. sums[name] end
      print(text)
    end
    clear()
  end

  function on_interval()
    show(evt.field(time))
    return true
  end

  function on_capture_end()
    local text = evt.field(time)
    if begun and text then show(text) end
  end
end
