-- Errors: which errors calls end with, and how often.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "errors",
  name = "Errors",
  description = "One row per error: how many calls ended with it, in all and by the second.",
  tips = {
    "Enter shows which processes get the error; from there Enter lists the calls.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.cpu",
  },
  filter = "evt.failed=true",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "procs_errors",
  columns = {
    {
      name = "NA",
      field = "evt.res",
      is_key = true,
    },
    {
      name = "COUNT",
      field = "evt.count.error",
      description = "Calls that ended with it.",
      colsize = 12,
      aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "PER SECOND",
      field = "evt.count.error",
      description = "The same by the second.",
      colsize = 12,
      aggregation = "TIME_AVG",
    },
    {
      name = "ERROR",
      field = "evt.res",
      description = "Name of the error.",
      colsize = 0,
    },
  },
}
