-- Processes that Ended: what comes and goes faster than a list of processes is refreshed.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "ended",
  name = "Processes that Ended",
  description = "One row per process that ended: when, how long it lived, with which code or "
    .. "by which signal.",
  tips = {
    "The view Commands that Ended sums them up by command line.",
  },
  tags = {"Default"},
  applies_to = {"", "container.id", "user.uid", "proc.name", "proc.exeline", "evt.cpu"},
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
      name = "ENDED",
      field = "evt.rawtime",
      description = "When it ended.",
      colsize = 19,
      is_sorting = true,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      name = "PPID",
      field = "proc.ppid",
      description = "Number of its parent.",
      colsize = 7,
    },
    {
      name = "PARENT",
      field = "proc.pname",
      description = "Name of its parent.",
      colsize = 15,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acted.",
      colsize = 10,
    },
    {
      name = "LIVED",
      field = "proc.lifetime",
      description = "How long it lived; empty when it was there before.",
      colsize = 9,
    },
    {
      name = "CPU",
      field = "thread.cputime",
      description = "How long its threads were on a CPU; known of those that began and "
        .. "ended live, or in a capture with switches of threads.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "EXIT",
      field = "proc.exit.code",
      description = "Its exit code, when it ended by itself.",
      colsize = 5,
    },
    {
      name = "SIGNAL",
      field = "proc.exit.signal",
      description = "The signal that ended it.",
      colsize = 9,
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
