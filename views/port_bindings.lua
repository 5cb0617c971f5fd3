-- Port Bindings: ports that were bound and listened on, and listening sockets that were closed, in
-- the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "port_bindings",
  name = "Port Bindings",
  description = "Every call that binds a port, begins to listen on one, or closes a listening "
    .. "socket, the newest last.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "fd.type", "evt.cpu",
  },
  filter = "evt.dir=< and fd.type in (ipv4, ipv6) and (evt.type in (bind, listen) or "
    .. "(evt.type=close and fd.sport exists and not fd.lport exists))",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it happened.",
      colsize = 19,
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call: bind, listen, or close.",
      colsize = 8,
    },
    {
      name = "RESULT",
      field = "evt.res",
      description = "SUCCESS, or the name of the error.",
      colsize = 12,
    },
    {
      name = "ADDRESS",
      field = "fd.name",
      description = "Address and port.",
      colsize = 32,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      tags = {"containers"},
      name = "CONTAINER",
      field = "container.name",
      description = "Container that it runs in; host for none.",
      colsize = 16,
    },
    {
      name = "COMMAND",
      field = "proc.exeline",
      description = "Command line.",
      colsize = 0,
      aggregation = "MAX",
    },
  },
}
