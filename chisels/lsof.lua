-- Open descriptors; threads of a process share theirs, so that each process has its rows once
-- SPDX-License-Identifier: Apache-2.0
description = "Open descriptors; threads of a process share theirs, so that each process has its rows once"
short_description = "Open descriptors"
category = "System State"
args = {{
  name = "filter", description = "which descriptors", argtype = "filter", optional = true,
}}

local in_order = require "in_order"
local snapshot = require "snapshot"

snapshot{
  columns = {
    {"COMMAND", 20}, {"PID", 8}, {"TID", 8}, {"USER", 12}, {"FD", 8}, {"TYPE", 12}, {"NAME"},
  },
  rows = function(threads, add)
    for tid, thread in in_order(threads) do
      if tid == thread.pid or not threads[thread.pid] then
        for fd, entry in in_order(thread.fdtable) do
          add(thread.comm, thread.pid, tid, thread.username, fd, entry.type, entry.name)
        end
      end
    end
  end,
}
