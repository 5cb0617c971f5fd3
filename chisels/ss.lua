-- Sockets of the network with their ends as this machine sees them
-- SPDX-License-Identifier: Apache-2.0
description = "Sockets of the network with their ends as this machine sees them"
short_description = "Sockets of the network with their ends as this machine sees them"
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
    {"Netid", 7}, {"State", 9}, {"Local", 30}, {"Peer", 30}, {"Process"},
  },
  rows = function(threads, add)
    for tid, thread in in_order(threads) do
      local owns = tid == thread.pid or not threads[thread.pid]
      for fd, entry in in_order(owns and thread.fdtable or {}) do
        if entry.sip then
          local server = address(entry.sip, entry.sport)
          local client = entry.cip and address(entry.cip, entry.cport) or "*:*"
          local here, there = client, server
          if entry.is_server then here, there = server, client end
          add(entry.l4proto, entry.cip and "ESTAB" or "LISTEN", here, there,
              thread.comm .. ",pid=" .. thread.pid .. ",fd=" .. fd)
        end
      end
    end
  end,
}
