-- System Calls: what is asked of the kernel, how often, and how long it takes.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "syscalls",
  name = "System Calls",
  description = "One row per kind of call: how often by the second, failures, and how long it "
    .. "took in all, on average and at most.",
  tips = {
    "Enter shows which processes make the call.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.res", "evt.cpu",
  },
  filter = "syscall.type exists and evt.dir=<",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "syscall_procs",
  columns = {
    {
      name = "NA",
      field = "evt.type",
      is_key = true,
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "Calls by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "CALLS",
      field = "evt.count.exit",
      description = "Calls.",
      colsize = 9,
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
      name = "TOTAL",
      field = "evt.latency",
      description = "Time that these calls took together.",
      colsize = 9,
      aggregation = "SUM",
    },
    {
      name = "MEAN",
      field = "evt.latency",
      description = "Time that one of them took on average.",
      colsize = 9,
      aggregation = "AVG",
    },
    {
      name = "MAX",
      field = "evt.latency",
      description = "Time that the longest of them took.",
      colsize = 9,
      aggregation = "MAX",
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call.",
      colsize = 0,
    },
  },
}
