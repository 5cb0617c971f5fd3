-- What the machine does in each second: calls, failures, new and ended processes, bytes
-- SPDX-License-Identifier: Apache-2.0
description = "What the machine does in each second: calls, failures, new and ended processes, bytes"
short_description = "Calls, failures, processes and bytes of each second"
category = "System State"
args = {}

(require "seconds"){
  fields = {"evt.type", "evt.failed", "evt.rawarg.res"},
  columns = {"calls", "failed", "forks", "execs", "exits", "switches", "in", "out"},
  filter = "evt.dir=< or evt.type in (switch, procexit)",
  count = function(sums, kind, failed, result)
    if kind == "switch" then
      sums.switches = sums.switches + 1
    elseif kind == "procexit" then
      sums.exits = sums.exits + 1
    else
      sums.calls = sums.calls + 1
      if failed then sums.failed = sums.failed + 1 end
      if kind == "execve" and not failed then sums.execs = sums.execs + 1 end
      local new = kind == "clone" or kind == "clone3" or kind == "fork" or kind == "vfork"
      if new and result and result > 0 then sums.forks = sums.forks + 1 end
      local way = (kind:find("^p?read") or kind:find("^recv")) and "in"
      way = way or ((kind:find("^p?write") or kind:find("^send")) and "out")
      if way and result and result > 0 then sums[way] = sums[way] + result end
    end
  end,
}
