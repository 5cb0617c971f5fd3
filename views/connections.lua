-- Connections: who talks to whom over the network, and how much. A connection between two
-- processes of this machine is one row, with the figures of both.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "connections",
  name = "Connections",
  description = "One row per network connection: both ends, bytes received and sent by the "
    .. "second, calls, and the time that they took.",
  tips = {
    "Sort by TIME to find the connection that is waited for; Enter shows with which calls.",
    "A connection with both ends on this machine is one row: CLIENT and SERVER are the processes "
      .. "at its ends.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "fd.port", "fd.proto", "fd.lport", "fd.rport",
    "fd.type", "evt.res", "evt.type", "evt.cpu",
  },
  filter = "fd.type in (ipv4, ipv6) and fd.name!=''",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "syscalls",
  columns = {
    {
      tags = {"default"},
      name = "NA",
      field = "fd.name",
      is_key = true,
    },
    {
      tags = {"containers"},
      name = "NA",
      field = "fd.containername",
      is_key = true,
    },
    {
      name = "PROTO",
      field = "fd.l4proto",
      description = "Transport protocol.",
      colsize = 5,
    },
    {
      name = "LOCAL IP",
      field = "fd.lip",
      description = "Address of this machine's end.",
      colsize = 16,
    },
    {
      name = "LPORT",
      field = "fd.lport",
      description = "Port of this machine's end.",
      colsize = 6,
    },
    {
      name = "REMOTE IP",
      field = "fd.rip",
      description = "Address of the other end.",
      colsize = 16,
    },
    {
      name = "RPORT",
      field = "fd.rport",
      description = "Port of the other end.",
      colsize = 6,
    },
    {
      name = "IN/s",
      field = "evt.buflen.net.in",
      description = "Bytes received by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "OUT/s",
      field = "evt.buflen.net.out",
      description = "Bytes sent by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "Calls on the connection by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "ERRORS",
      field = "evt.count.error",
      description = "Calls that failed.",
      colsize = 7,
      aggregation = "SUM",
    },
    {
      name = "TIME",
      field = "evt.latency",
      description = "Time that these calls took together, waiting for data included.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "CLIENT",
      field = "fd.clientproc",
      description = "Process that asked for the connection, when it is seen here.",
      colsize = 16,
    },
    {
      name = "SERVER",
      field = "fd.serverproc",
      description = "Process that was asked, when it is seen here.",
      colsize = 16,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process; when both ends are here, of the one that came first.",
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
      description = "Command line of the same process.",
      colsize = 0,
    },
  },
  actions = {
    {
      hotkey = "c",
      command = "tcpdump -nni any host %fd.lip and host %fd.rip and port %fd.lport and port "
        .. "%fd.rport",
      description = "packets of this connection (tcpdump)",
    },
    {
      hotkey = "r",
      command = "tcpdump -nni any host %fd.rip",
      description = "packets of the other machine (tcpdump)",
    },
    {
      hotkey = "n",
      command = "getent hosts %fd.rip",
      description = "name of the other machine",
    },
    {
      hotkey = "P",
      command = "ping %fd.rip",
      description = "ping the other machine",
      wait_finish = false,
    },
    {
      hotkey = "t",
      command = "traceroute %fd.rip",
      description = "way to the other machine (traceroute)",
    },
  },
}
