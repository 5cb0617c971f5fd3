-- HTTP requests with their responses
-- SPDX-License-Identifier: Apache-2.0
description = "HTTP requests with their responses"
short_description = "HTTP requests with their responses"
category = "Application"
args = {}

local http = require "http"

function on_init() return http.init() end

function on_event()
  local done = http.exchange()
  if not done then return false end
  if sysdig.get_output_format() == "json" then
    done.start = nil
    print(json.encode(done))
    return false
  end
  local container = sysdig.is_print_container_data() and done.container .. " " or ""
  print(string.format("%s %s%s method=%s url=%s response_code=%d latency=%dms size=%dB", done.time,
                      container, done.way, done.method, done.url, done.code,
                      math.floor(done.latency / 1e6), done.length))
  return false
end
