-- Tables of what there is at a moment: what ps, lsof and netstat are, but for their rows. A call
-- defines the callbacks. The moment is the first event that passes the filter of the command line.
-- SPDX-License-Identifier: Apache-2.0
require "common"

-- columns: {title, width} each. rows: function(threads, add) that calls add(value...) for each row.
-- all: also threads without a descriptor.
return function(spec)
  local filter, seen = nil, false

  function on_set_arg(_, text)
    filter = text
    return true
  end

  function on_event()
    seen = true
    sysdig.end_capture()
    return false
  end

  local function show(values, is_header)
    if sysdig.get_output_format() == "json" then
      local object = {}
      for i, column in ipairs(spec.columns) do object[column[1]] = values[i] end
      return is_header or print(json.encode(object))
    end
    local line = ""
    for i, column in ipairs(spec.columns) do
      local text = tostring(values[i])
      line = line .. (column[2] and extend_string(text, column[2]) or text)
    end
    print(line)
  end

  function on_capture_end()
    if not seen then return print("empty capture or no event matching the filter") end
    local titles = {}
    for i, column in ipairs(spec.columns) do titles[i] = column[1] end
    show(titles, true)
    local read = spec.without_descriptors and not filter and sysdig.get_thread_table_nofds
    local threads = (read or sysdig.get_thread_table)(filter)
    spec.rows(threads, function(...) show({...}) end)
  end
end
