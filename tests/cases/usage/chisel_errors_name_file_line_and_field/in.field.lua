-- For the case beside.
-- SPDX-License-Identifier: Apache-2.0
description = "x"
function on_init()
  chisel.request_field("fd.nmae")
  return true
end
