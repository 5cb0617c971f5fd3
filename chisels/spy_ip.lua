-- Data that goes to an address and comes from it
-- SPDX-License-Identifier: Apache-2.0
description = "Data that goes to an address and comes from it"
short_description = "Data exchanged with an address"
category = "Net"
args = {
  {name = "host_ip", description = "the address", argtype = "ipv4"},
  {
    name = "disable_color", description = "disable_colors: no colours", argtype = "string",
    optional = true,
  },
}

(require "payload"){
  brief = true,
  filter = function(arguments)
    return "(fd.type=ipv4 or fd.type=ipv6) and fd.ip=" .. arguments.host_ip
  end,
}
