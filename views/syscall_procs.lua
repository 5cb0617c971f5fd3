-- Syscall Callers: which processes make the call that was chosen.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "syscall_procs",
  name = "Syscall Callers",
  description = "One row per process: how often it makes these calls by the second, and how "
    .. "long they take.",
  tags = {"Default"},
  applies_to = {"evt.type", "evt.res", "evt.cpu", "fd.name", "fd.containername", "fd.sport"},
  filter = "syscall.type exists and evt.dir=<",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "threads",
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
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "Calls by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
      is_sorting = true,
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
