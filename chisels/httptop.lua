-- HTTP requests by number, mean time or bytes
-- SPDX-License-Identifier: Apache-2.0
description = "HTTP requests by number, mean time or bytes"
short_description = "HTTP requests by number, time or bytes"
category = "Application"
args = {{
  name = "by", description = "ncalls, time or bytes", argtype = "string", optional = true,
}}

local http = require "http"
local by, counts, times, sizes = "ncalls", {}, {}, {}

function on_set_arg(_, text)
  by = text
  return by == "ncalls" or by == "time" or by == "bytes"
end

function on_init() return http.init() end

function on_capture_start()
  if sysdig.is_live() then chisel.set_interval_s(1) end
  return true
end

function on_event()
  local done = http.exchange()
  if not done then return false end
  local key = done.method .. "\1\1" .. done.url
  if sysdig.is_print_container_data() then key = done.container .. "\1\1" .. key end
  counts[key] = (counts[key] or 0) + 1
  times[key] = (times[key] or 0) + done.latency
  sizes[key] = (sizes[key] or 0) + done.length
  return false
end

local function show(seconds, delta)
  local values = by == "bytes" and sizes or counts
  if by == "time" then
    values = {}
    for key, time in pairs(times) do values[key] = time / counts[key] end
  end
  local wide = sysdig.is_print_container_data()
  local names = wide and {"container", "method", "url"} or {"method", "url"}
  print_sorted_table(values, seconds, 0, delta, {
    key_fld = names, key_desc = names, value_fld = by, value_desc = by, top_number = 30,
    value_units = by == "ncalls" and "none" or by, output_format = sysdig.get_output_format(),
  })
end

function on_interval(seconds, _, delta)
  show(seconds, delta)
  counts, times, sizes = {}, {}, {}
  return true
end

function on_capture_end(seconds, _, delta)
  if not sysdig.is_live() then show(seconds, delta) end
end
