-- HTTP/1 in what sockets carry: a request, and the response that follows on the same descriptor.
-- SPDX-License-Identifier: Apache-2.0
require "common"
local http = {}
local handles, open = {}, {}
local FIELDS = {"evt.rawarg.data", "fd.num", "proc.pid", "evt.rawtime", "evt.datetime", "evt.io_dir",
                "container.name", "fd.name"}

function http.init()
  for i, name in ipairs(FIELDS) do handles[i] = chisel.request_field(name) end
  sysdig.set_snaplen(1024)
  chisel.set_filter("evt.is_io=true and evt.buflen>0 and "
    .. "(fd.type=ipv4 or fd.type=ipv6 or fd.type=unix)")
  return true
end

local function request_of(data)
  local method, path = data:match("^(%u+) (%S+) HTTP/1")
  if not method then return nil end
  local host = data:match("\r\n[Hh]ost: *([^\r\n]+)")
  local is_whole = path:find("^%a+://")
  return {method = method, url = (host and not is_whole and host or "") .. path}
end

-- Gives a request with its response once that has come: method, url, code, length, latency (ns),
-- time, way, container.
function http.exchange()
  local data = evt.field(handles[1])
  if not data then return nil end
  local key = evt.field(handles[3]) .. " " .. evt.field(handles[2]) .. " "
    .. (evt.field(handles[8]) or "")
  local request = request_of(data)
  if request then
    request.start, request.time = evt.field64(handles[4]), evt.field(handles[5])
    request.way = evt.field(handles[6]) == "read" and "<" or ">"
    request.container = evt.field(handles[7])
    open[key] = request
    return nil
  end
  local code = open[key] and data:match("^HTTP/%d[%.%d]* (%d+)")
  if not code then return nil end
  request, open[key] = open[key], nil
  request.code = tonumber(code)
  request.length = tonumber(data:match("\r\n[Cc]ontent%-[Ll]ength: *(%d+)") or 0)
  request.latency = tonumber(evt.field64(handles[4]) - request.start)
  return request
end

return http
