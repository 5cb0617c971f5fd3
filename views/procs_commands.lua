-- Processes by Command: what many short-lived processes of one kind use together.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "procs_commands",
  name = "Processes by Command",
  description = "One row per command line: how many processes ran with it, ended ones too, and "
    .. "what they used together.",
  tips = {
    "What lives for a moment only and is started again and again has a large COUNT, and little "
      .. "of everything in the view Processes.",
    "Enter shows the processes; t there shows who starts them.",
    "Live, processor time is read now and then: what began and ended in between has none, and "
      .. "the meter at the top may show more than the rows together.",
  },
  tags = {"Default"},
  applies_to = {"", "container.id", "user.uid", "proc.name", "evt.cpu"},
  row_source = "threads",
  use_defaults = true,
  is_root = true,
  drilldown_target = "procs",
  columns = {
    {
      name = "NA",
      field = "thread.tid",
      is_key = true,
    },
    {
      name = "NA",
      field = "proc.exeline",
      is_groupby_key = true,
      aggregation = "MAX",
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the first of them.",
      colsize = 7,
      hidden = true,
    },
    {
      name = "CPU%",
      field = "thread.cpu",
      description = "Percentage of one CPU that they used together.",
      colsize = 7,
      aggregation = "AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "COUNT",
      field = "proc.count",
      description = "How many processes there were in the time looked at.",
      colsize = 7,
      aggregation = "MAX",
      groupby_aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "RES",
      field = "thread.vmrss.b",
      description = "Memory that is not swapped out, in bytes; shared pages count several times.",
      colsize = 8,
      aggregation = "MAX",
      groupby_aggregation = "SUM",
    },
    {
      name = "FILE/s",
      field = "evt.buflen.file",
      description = "Bytes read from and written to files, by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "NET/s",
      field = "evt.buflen.net",
      description = "Bytes received from and sent to the network, by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "System calls by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "ERR/s",
      field = "evt.count.error",
      description = "System calls that failed, by the second.",
      colsize = 6,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "PARENT",
      field = "proc.pname",
      description = "Name of the parent of the first of them.",
      colsize = 15,
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
