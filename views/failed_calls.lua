-- Failed Calls: each call that failed, in the order of time, with what it was about.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "failed_calls",
  name = "Failed Calls",
  description = "Every call that failed, the newest last: which error, which call, on what, by "
    .. "whom.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu",
  },
  filter = "evt.failed=true",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it failed.",
      colsize = 19,
    },
    {
      name = "ERROR",
      field = "evt.res",
      description = "Name of the error.",
      colsize = 12,
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call.",
      colsize = 14,
    },
    {
      name = "ON",
      field = "fd.name",
      description = "File, connection or other thing that it was about.",
      colsize = 40,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
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
