-- Page Faults: who touches memory that is not there yet. Rows are made per thread and then summed
-- per process; the figures are those of the thread's whole life.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "page_faults",
  name = "Page Faults",
  description = "One row per process: page faults that had to read from a disk, and those that "
    .. "did not, since it began.",
  tips = {
    "Many major faults on a machine with little free memory: what was taken from programs "
      .. "is read back.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.name", "proc.exeline", "fd.name", "fd.containername",
    "fd.directory", "fd.containerdirectory", "fd.sport", "fd.sproto", "evt.type", "evt.res",
    "evt.cpu",
  },
  row_source = "threads",
  use_defaults = true,
  drilldown_target = "threads",
  columns = {
    {
      name = "NA",
      field = "thread.tid",
      is_key = true,
    },
    {
      name = "NA",
      field = "proc.pid",
      is_groupby_key = true,
    },
    {
      name = "MAJOR",
      field = "thread.pfmajor",
      description = "Page faults that had to read from a disk.",
      colsize = 9,
      aggregation = "MAX",
      groupby_aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "MINOR",
      field = "thread.pfminor",
      description = "Page faults that needed no disk.",
      colsize = 9,
      aggregation = "MAX",
      groupby_aggregation = "SUM",
    },
    {
      name = "RES",
      field = "thread.vmrss.b",
      description = "Memory that is not swapped out, in bytes; of an ended process the "
        .. "last that was known.",
      colsize = 8,
      aggregation = "MAX",
      groupby_aggregation = "MAX",
    },
    {
      name = "MAX RES",
      field = "thread.vmrss.max.b",
      description = "The most that it was in the time shown.",
      colsize = 8,
      aggregation = "MAX",
      groupby_aggregation = "MAX",
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
