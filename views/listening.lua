-- Listening Ports: sockets that wait for connections, whether something happens on them or not: a
-- row for each port of the descriptors that are open.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "listening",
  name = "Listening Ports",
  description = "One row per port that a process listens on: protocol, address, who it is, and "
    .. "calls on it by the second.",
  tips = {
    "Enter shows the connections of the port.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.type",
  },
  filter = "fd.is_server=true and fd.sport exists and not fd.lport exists",
  row_source = "descriptors",
  use_defaults = true,
  is_root = true,
  drilldown_target = "connections",
  propagate_filter = false,
  columns = {
    {
      name = "NA",
      field = "fd.sport",
      is_key = true,
    },
    {
      name = "PROTO",
      field = "fd.l4proto",
      description = "Transport protocol.",
      colsize = 5,
    },
    {
      name = "ADDRESS",
      field = "fd.sip",
      description = "Address that it listens on; 0.0.0.0 and :: stand for all.",
      colsize = 24,
    },
    {
      name = "PORT",
      field = "fd.sport",
      description = "Port that it listens on.",
      colsize = 6,
      is_sorting = true,
    },
    {
      name = "ACCEPTS/s",
      field = "evt.count.exit",
      description = "Calls on the socket by the second, most of them accept.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process; of several the first.",
      colsize = 7,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acts.",
      colsize = 10,
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
      description = "Command line of the same process.",
      colsize = 0,
    },
  },
  actions = {
    {
      hotkey = "s",
      command = "ss -ltunp",
      description = "all listening sockets now (ss)",
    },
    {
      hotkey = "t",
      command = "tcpdump -nni any port %fd.sport",
      description = "packets of the port (tcpdump)",
    },
  },
}
