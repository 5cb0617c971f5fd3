-- Containers that are known
-- SPDX-License-Identifier: Apache-2.0
description = "Containers that are known"
short_description = "Containers that are known"
category = "System State"
args = {{
  name = "desc", description = "accepted, as sysdig does", argtype = "string", optional = true,
}}

require "common"
local TITLES, WIDTHS = {"type", "image", "name", "id"}, {15, 24, 20, 13}

function on_set_arg() return true end

function on_event()
  sysdig.end_capture()
  return false
end

function on_capture_end()
  local as_json, line = sysdig.get_output_format() == "json", ""
  for i, title in ipairs(TITLES) do line = line .. extend_string("container." .. title, WIDTHS[i]) end
  if not as_json then print(line) end
  for _, container in ipairs(sysdig.get_container_table()) do
    line = ""
    for i, title in ipairs(TITLES) do line = line .. extend_string(container[title], WIDTHS[i]) end
    print(as_json and json.encode(container) or line)
  end
end
