-- Threads: the same figures as for processes, for each thread on its own.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "threads",
  name = "Threads",
  description = "One row per thread: processor time and what it does to files, to the network "
    .. "and to the kernel.",
  tips = {
    "Threads of one program often have names of their own: sort by NAME to see groups of them.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu", "evt.arg.sig",
  },
  row_source = "threads",
  use_defaults = true,
  is_root = true,
  drilldown_target = "files",
  columns = {
    {
      name = "NA",
      field = "thread.tid",
      is_key = true,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      name = "TID",
      field = "thread.tid",
      description = "Number of the thread.",
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
      tags = {"containers"},
      name = "VTID",
      field = "thread.vtid",
      description = "Number of the thread inside its container.",
      colsize = 7,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acts.",
      colsize = 10,
    },
    {
      name = "CPU%",
      field = "thread.cpu",
      description = "Percentage of one CPU that it used.",
      colsize = 7,
      aggregation = "AVG",
      is_sorting = true,
    },
    {
      name = "FILE/s",
      field = "evt.buflen.file",
      description = "Bytes read from and written to files, by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "NET/s",
      field = "evt.buflen.net",
      description = "Bytes received from and sent to the network, by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "System calls by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "ERR/s",
      field = "evt.count.error",
      description = "System calls that failed, by the second.",
      colsize = 6,
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
      name = "NAME",
      field = "proc.name",
      description = "Name of the thread.",
      colsize = 16,
      aggregation = "MAX",
    },
    {
      name = "COMMAND",
      field = "proc.exeline",
      description = "Command line of the process.",
      colsize = 0,
      aggregation = "MAX",
    },
  },
}
