-- Processes and threads
-- SPDX-License-Identifier: Apache-2.0
description = "Processes and threads"
short_description = "Processes and threads"
category = "System State"
args = {{
  name = "filter", description = "which descriptors", argtype = "filter", optional = true,
}}

local in_order = require "in_order"
local snapshot = require "snapshot"

snapshot{
  without_descriptors = true,
  columns = {{"TID", 8}, {"PID", 8}, {"USER", 12}, {"VIRT", 11}, {"RES", 11}, {"FDLIMIT", 9}, {"CMD"}},
  rows = function(threads, add)
    for tid, thread in in_order(threads) do
      add(tid, thread.pid, thread.username, format_bytes(thread.vmsize_kb * 1024),
          format_bytes(thread.vmrss_kb * 1024), thread.fdlimit, thread.comm)
    end
  end,
}
