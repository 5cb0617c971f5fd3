-- For the case beside.
-- SPDX-License-Identifier: Apache-2.0
description = "x"
function on_init()
  time = chisel.request_field("evt.rawtime")
  return true
end
function on_event()
  print(string.format("%d", evt.field64(time)))
  return true
end
