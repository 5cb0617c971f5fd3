-- Commands: the programs that were started, as a table that can be sorted and entered.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "spy_users_wsysdig",
  name = "Commands",
  description = "One row per program that was started: when, by whom, in which shell.",
  tips = {
    "Enter shows what the program did to files.",
  },
  tags = {"Default"},
  applies_to = {"", "container.id", "user.uid", "proc.pid", "proc.name", "evt.cpu"},
  filter = "evt.dir=< and evt.failed=false and evt.type in (execve, execveat)",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "files",
  propagate_filter = false,
  columns = {
    {
      name = "NA",
      field = "thread.nametid",
      is_key = true,
    },
    {
      name = "TIME",
      field = "evt.rawtime",
      description = "When it was started.",
      colsize = 19,
      is_sorting = true,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acts.",
      colsize = 10,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      name = "SHELL",
      field = "proc.ppid",
      description = "Process that started it, as a rule a shell.",
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
      description = "Command line, as it was given.",
      colsize = 0,
      aggregation = "MAX",
    },
  },
}
