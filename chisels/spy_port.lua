-- Data that goes to a port and comes from it
-- SPDX-License-Identifier: Apache-2.0
description = "Data that goes to a port and comes from it"
short_description = "Data exchanged on a port"
category = "Net"
args = {
  {name = "host_port", description = "the port", argtype = "int"},
  {
    name = "disable_color", description = "disable_colors: no colours", argtype = "string",
    optional = true,
  },
}

(require "payload"){
  brief = true,
  filter = function(arguments)
    return "(fd.type=ipv4 or fd.type=ipv6) and fd.port=" .. arguments.host_port
  end,
}
