-- Bytes of files read and written in each second
-- SPDX-License-Identifier: Apache-2.0
description = "Bytes of files read and written in each second"
short_description = "Bytes of files read and written in each second"
category = "I/O"
args = {}

(require "seconds"){
  filter = "evt.is_io=true and fd.type=file",
  count = function(sums, result, is_read)
    if not result or result <= 0 then return end
    local way = is_read and "in" or "out"
    sums[way] = sums[way] + result
    sums.tot = sums.tot + result
  end,
  fields = {"evt.rawarg.res", "evt.is_io_read"},
  columns = {"in", "out", "tot"},
}
