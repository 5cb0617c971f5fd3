-- Processes FD Usage: how near each process is to the number of descriptors it may open.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "procs_fd_usage",
  name = "Processes FD Usage",
  description = "One row per process: open descriptors, how many it may open, and the "
    .. "percentage.",
  tips = {
    "A program that reaches its limit gets EMFILE from open, socket and accept.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.name", "proc.exeline", "evt.type", "evt.res", "evt.cpu",
  },
  row_source = "threads",
  use_defaults = true,
  is_root = true,
  drilldown_target = "files",
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
      name = "OPEN",
      field = "proc.fdopencount",
      description = "Open descriptors at the end of the time looked at.",
      colsize = 8,
      aggregation = "MAX",
      is_sorting = true,
    },
    {
      name = "MAX",
      field = "proc.fdlimit",
      description = "Descriptors that it may open (RLIMIT_NOFILE).",
      colsize = 8,
      aggregation = "MAX",
    },
    {
      name = "PCT",
      field = "proc.fdusage",
      description = "Open descriptors as a percentage of those allowed.",
      colsize = 8,
      aggregation = "MAX",
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
  actions = {
    {
      hotkey = "l",
      command = "lsof -p %proc.pid",
      description = "open files now (lsof)",
    },
  },
}
