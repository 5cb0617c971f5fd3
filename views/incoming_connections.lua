-- New Connections: each connection that was accepted, in the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "incoming_connections",
  name = "New Connections",
  description = "Every connection that was accepted, the newest last: both ends, and which "
    .. "process took it.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "fd.name", "fd.containername", "fd.port",
    "fd.lport", "fd.rport", "fd.type", "evt.cpu",
  },
  filter = "evt.type in (accept, accept4) and evt.dir=< and evt.failed=false",
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it was accepted.",
      colsize = 19,
    },
    {
      name = "CONNECTION",
      field = "fd.name",
      description = "Both ends: client->server.",
      colsize = 44,
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
