-- Commands that Ended: processes that ended, summed up by command line. A short command that is
-- started forty times a second is one row here, and the first.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "ended_commands",
  name = "Commands that Ended",
  description = "One row per command line of processes that ended: how many, how long they "
    .. "lived, how they ended.",
  tips = {
    "Enter shows what these processes did to files.",
  },
  tags = {"Default"},
  applies_to = {"", "container.id", "user.uid", "proc.name", "evt.cpu"},
  filter = "evt.type=procexit and thread.ismain=true",
  row_source = "ended",
  use_defaults = true,
  drilldown_target = "files",
  propagate_filter = false,
  columns = {
    {
      name = "NA",
      field = "proc.pid",
      is_key = true,
    },
    {
      name = "NA",
      field = "proc.exeline",
      is_groupby_key = true,
    },
    {
      name = "COUNT",
      field = "proc.count",
      description = "How many of them ended.",
      colsize = 8,
      aggregation = "MAX",
      groupby_aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "PER SECOND",
      field = "evt.count",
      description = "The same by the second.",
      colsize = 11,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "CPU",
      field = "thread.cputime",
      description = "How long they were on a CPU, all together; known as in Processes that Ended.",
      colsize = 8,
      aggregation = "SUM",
      groupby_aggregation = "SUM",
    },
    {
      name = "MEAN LIFE",
      field = "proc.lifetime",
      description = "How long they lived on average; of those that began in the time looked at.",
      colsize = 10,
      groupby_aggregation = "AVG",
    },
    {
      name = "MAX LIFE",
      field = "proc.lifetime",
      description = "How long the oldest of them lived.",
      colsize = 10,
      groupby_aggregation = "MAX",
    },
    {
      name = "MAX EXIT",
      field = "proc.exit.code",
      description = "The highest exit code of those that ended by themselves.",
      colsize = 9,
      groupby_aggregation = "MAX",
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf the first of them acted.",
      colsize = 10,
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
