-- Data with a line above it that says who read or wrote how much: what echo_fds, spy_ip and
-- spy_port are, but for their filters. A call defines on_init(), on_event() and on_capture_end().
-- SPDX-License-Identifier: Apache-2.0
require "common"
local terminal = require "ansiterminal"

-- filter: function of the arguments; brief: no name of the file, and a header only when the
-- direction changes.
return function(spec)
  local is_read, result, name, process, last, data, arguments = nil, nil, nil, nil, nil, nil, {}

  function on_set_arg(argument, text)
    arguments[argument] = text
    return true
  end

  function on_init()
    is_read, result = chisel.request_field("evt.is_io_read"), chisel.request_field("evt.rawarg.res")
    name, process = chisel.request_field("fd.name"), chisel.request_field("proc.name")
    data = chisel.request_field("evt.arg.data")
    sysdig.set_snaplen(2000)
    terminal.enable_color(not arguments.disable_color)
    local filter = "evt.is_io=true and evt.dir=< and evt.rawres>0"
    if spec.filter then filter = filter .. " and " .. spec.filter(arguments) end
    chisel.set_filter(filter)
    if sysdig.get_output_format() ~= "json" then chisel.set_event_formatter("%evt.arg.data") end
    return true
  end

  function on_event()
    local reads, bytes = evt.field(is_read), evt.field(result)
    if sysdig.get_output_format() == "json" then
      print(json.encode({way = reads and "read" or "write", bytes = bytes, fd = evt.field(name),
                         process = evt.field(process), data = evt.field(data)}))
      return false
    end
    local head = (reads and terminal.red or terminal.blue) .. "------ "
      .. (reads and "Read " or "Write ") .. format_bytes(bytes)
    if not spec.brief then
      head = head .. (reads and " from " or " to ") .. (evt.field(name) or "<NA>")
        .. " (" .. (evt.field(process) or "<NA>") .. ")"
    end
    if not spec.brief or last ~= reads then print(head) end
    last = reads
    return true
  end

  function on_capture_end()
    if terminal.reset ~= "" then print(terminal.reset) end
  end
end
