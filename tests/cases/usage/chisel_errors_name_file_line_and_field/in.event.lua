-- For the case beside.
-- SPDX-License-Identifier: Apache-2.0
description = "x"
function on_event()
  return nil + 1
end
