-- A line for each message of a protocol in what sockets carry: what dns, redislog and sqllog are, but
-- for reading a message. A call defines the callbacks.
-- SPDX-License-Identifier: Apache-2.0
require "common"

-- filter; read(data, fd) gives the text of a message, or nil; columns before it are fixed.
return function(spec)
  local names = {"evt.time", "proc.pid", "proc.name", "evt.io_dir", "fd.name", "evt.rawarg.data"}
  local titles, widths = {"time", "pid", "process", "way", "connection"}, {20, 8, 16, 7, 46}
  local handles, arguments = {}, {}

  function on_set_arg(name, text)
    arguments[name] = text
    return true
  end

  function on_init()
    for i, name in ipairs(names) do handles[i] = chisel.request_field(name) end
    sysdig.set_snaplen(4096)
    chisel.set_filter(spec.filter .. " and evt.is_io=true and evt.buflen>0 and evt.failed=false")
    return true
  end

  function on_event()
    local data = evt.field(handles[6])
    local text = data and spec.read(data, arguments)
    if not text then return false end
    local line, object = "", {message = text}
    for i, title in ipairs(titles) do
      local value = evt.field(handles[i])
      object[title] = value
      line = line .. extend_string(tostring(value or "<NA>"), widths[i])
    end
    print(sysdig.get_output_format() == "json" and json.encode(object) or line .. text)
    return false
  end
end
