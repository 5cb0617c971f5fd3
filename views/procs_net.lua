-- Network by Process: who uses the network, as nethogs shows it.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "procs_net",
  name = "Network by Process",
  description = "One row per process that uses the network: bytes received and sent by the "
    .. "second, and in all.",
  tips = {
    "Enter shows its connections.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "fd.name", "fd.containername", "fd.type", "evt.cpu",
  },
  filter = "fd.type in (ipv4, ipv6)",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "connections",
  columns = {
    {
      name = "NA",
      field = "proc.pid",
      is_key = true,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      tags = {"containers"},
      name = "VPID",
      field = "proc.vpid",
      description = "Number of the process inside its container.",
      colsize = 7,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acts.",
      colsize = 10,
    },
    {
      name = "IN/s",
      field = "evt.buflen.net.in",
      description = "Bytes received by the second.",
      colsize = 9,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "OUT/s",
      field = "evt.buflen.net.out",
      description = "Bytes sent by the second.",
      colsize = 9,
      aggregation = "TIME_AVG",
    },
    {
      name = "IN",
      field = "evt.buflen.net.in",
      description = "Bytes received.",
      colsize = 9,
      aggregation = "SUM",
    },
    {
      name = "OUT",
      field = "evt.buflen.net.out",
      description = "Bytes sent.",
      colsize = 9,
      aggregation = "SUM",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "Calls on its connections by the second.",
      colsize = 9,
      aggregation = "TIME_AVG",
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
