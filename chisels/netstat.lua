-- Sockets of the network: who listens, who is connected
-- SPDX-License-Identifier: Apache-2.0
description = "Sockets of the network: who listens, who is connected"
short_description = "Sockets of the network: who listens, who is connected"
category = "Net"
args = {{
  name = "filter", description = "which descriptors", argtype = "filter", optional = true,
}}

local in_order = require "in_order"
local snapshot = require "snapshot"

local function address(ip, port)
  return ip:find(":", 1, true) and "[" .. ip .. "]:" .. port or ip .. ":" .. port
end

snapshot{
  columns = {
    {"Proto", 7}, {"Server Address", 30}, {"Client Address", 30}, {"State", 13},
    {"TID/PID/Program Name"},
  },
  rows = function(threads, add)
    for tid, thread in in_order(threads) do
      local owns = tid == thread.pid or not threads[thread.pid]
      for _, entry in in_order(owns and thread.fdtable or {}) do
        if entry.sip then
          local server = address(entry.sip, entry.sport)
          local client = entry.cip and address(entry.cip, entry.cport) or "*:*"
          local state = entry.cip and "ESTABLISHED" or "LISTEN"
          add(entry.l4proto, server, client, state, tid .. "/" .. thread.pid .. "/" .. thread.comm)
        end
      end
    end
  end,
}
