-- File Opens: each call that opens or makes a file, in the order of time, whether it succeeds or
-- not.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "file_opens",
  name = "File Opens",
  description = "Every call that opens or makes a file, the newest last: the result, the path, "
    .. "and who did it.",
  tips = {
    "With the filter evt.failed=true: files that a program looks for and does not find.",
  },
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.res", "evt.type", "evt.cpu",
  },
  filter = "evt.type in (open, openat, openat2, creat, open_by_handle_at) and evt.dir=<",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it was opened.",
      colsize = 19,
    },
    {
      name = "RESULT",
      field = "evt.res",
      description = "SUCCESS, or the name of the error.",
      colsize = 10,
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call.",
      colsize = 10,
    },
    {
      name = "FILE",
      field = "fd.name",
      description = "Path of the file.",
      colsize = 44,
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
  actions = {
    {
      hotkey = "l",
      command = "less %fd.name",
      description = "read the file (less)",
      wait_finish = false,
    },
  },
}
