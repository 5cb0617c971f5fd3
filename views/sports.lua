-- Server Ports: traffic summed up by the port of the server: by service.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "sports",
  name = "Server Ports",
  description = "One row per port that connections lead to: bytes received and sent by the "
    .. "second, calls, and the time that they took.",
  tips = {
    "Enter shows the connections of the port.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.type", "evt.res", "evt.type", "evt.cpu",
  },
  filter = "fd.type in (ipv4, ipv6) and fd.name!=''",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "connections",
  columns = {
    {
      name = "NA",
      field = "fd.sport",
      is_key = true,
    },
    {
      name = "PORT",
      field = "fd.sport",
      description = "Port of the server.",
      colsize = 8,
    },
    {
      name = "SERVICE",
      field = "fd.sproto",
      description = "Name of the service when names are asked for (-R), or the port.",
      colsize = 14,
    },
    {
      name = "IN/s",
      field = "evt.buflen.net.in",
      description = "Bytes received by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "OUT/s",
      field = "evt.buflen.net.out",
      description = "Bytes sent by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "CALLS",
      field = "evt.count.exit",
      description = "Calls on these connections.",
      colsize = 10,
      aggregation = "SUM",
    },
    {
      name = "ERRORS",
      field = "evt.count.error",
      description = "Calls that failed.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "TIME",
      field = "evt.latency",
      description = "Time that these calls took together, waiting for data included.",
      colsize = 9,
      aggregation = "SUM",
    },
  },
  actions = {
    {
      hotkey = "t",
      command = "tcpdump -nni any port %fd.sport",
      description = "packets of the port (tcpdump)",
    },
  },
}
