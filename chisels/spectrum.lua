-- A row of colours for each interval, from rare to frequent: what spectrogram and subsecoffset are,
-- but for the value. A call defines the callbacks.
-- SPDX-License-Identifier: Apache-2.0
local terminal = require "ansiterminal"
local COLORS = {22, 28, 64, 34, 2, 76, 46, 118, 154, 191, 227, 226, 11, 220, 209, 208, 202, 197, 9, 1}

-- filter, field; place(value, interval_ns): 0 to 1, or nil; label(part, interval_ns): of the axis.
return function(spec)
  local interval_ns, handle, counts, width = spec.interval_ms * 1000000, nil, {}, 80

  function on_set_arg(_, text)
    interval_ns = tonumber(text) * 1000000
    return interval_ns >= 1000000
  end

  function on_init()
    if not sysdig.is_tty() then
      print("This chisel only works on ANSI terminals. Aborting.")
      return false
    end
    width = math.max(20, sysdig.get_terminal_info().width)
    handle = chisel.request_field(spec.field)
    chisel.set_filter(spec.filter)
    chisel.set_interval_ns(interval_ns)
    return true
  end

  function on_event()
    local value = evt.field(handle)
    local place = value and spec.place(value, interval_ns)
    if not place then return false end
    local column = math.min(math.floor(place * width), width - 1)
    counts[column] = (counts[column] or 0) + 1
    return false
  end

  function on_interval()
    for column = 0, width - 1 do
      local count = counts[column]
      if count then
        local rate = count * 1000000000 / interval_ns
        local shade = math.floor(math.log(rate + 1) / math.log(1.6))
        terminal.setbgcol(COLORS[math.max(1, math.min(#COLORS, shade))])
      else
        terminal.setbgcol(0)
      end
      io.write(" ")
    end
    io.write("\27[0m\n")
    local axis = ""
    for part = 0, spec.parts - 1 do
      local at = math.floor(part * width / spec.parts)
      axis = axis .. string.rep(" ", at - #axis) .. "|" .. spec.label(part, interval_ns)
    end
    print(axis:sub(1, width - 1))
    terminal.moveup(1)
    counts = {}
    return true
  end

  function on_capture_end() print("") end
end
