-- Calls: every call with how long it took, in the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "calls",
  name = "Calls",
  description = "Every call, the newest last: how long it took, which call it was, its result, on "
    .. "what, and its parameters.",
  tips = {
    "F4 takes a filter: evt.latency>10ms leaves the slow ones.",
  },
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu",
  },
  filter = "syscall.type exists and evt.dir=<",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it ended.",
      colsize = 19,
    },
    {
      name = "TOOK",
      field = "evt.latency",
      description = "How long it took.",
      colsize = 8,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      name = "PROCESS",
      field = "proc.name",
      description = "Name of the thread.",
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
      name = "CALL",
      field = "evt.type",
      description = "Name of the call.",
      colsize = 14,
    },
    {
      name = "RESULT",
      field = "evt.res",
      description = "SUCCESS, or the name of the error.",
      colsize = 9,
    },
    {
      name = "ON",
      field = "fd.name",
      description = "File, connection or other thing that it was about.",
      colsize = 36,
    },
    {
      name = "PARAMETERS",
      field = "evt.args",
      description = "All that was passed and returned: sizes, places in files, data.",
      colsize = 0,
    },
  },
}
