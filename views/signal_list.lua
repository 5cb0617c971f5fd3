-- Signals Delivered: each signal that reached a process, in the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "signal_list",
  name = "Signals Delivered",
  description = "Every signal that reached a process, the newest last: which, from whom, and "
    .. "to whom.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "evt.arg.sig", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid",
    "proc.name", "proc.exeline", "evt.cpu",
  },
  filter = "evt.type=signaldeliver",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it was delivered.",
      colsize = 19,
    },
    {
      name = "SIGNAL",
      field = "evt.arg.sig",
      description = "Name of the signal.",
      colsize = 12,
    },
    {
      name = "FROM",
      field = "evt.rawarg.spid",
      description = "Process that sent it; 0 for the kernel or nobody knows.",
      colsize = 8,
    },
    {
      name = "TO",
      field = "evt.rawarg.dpid",
      description = "Process that it reached.",
      colsize = 8,
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
      description = "Command line of the process that it reached.",
      colsize = 0,
      aggregation = "MAX",
    },
  },
}
