-- Files Removed: each call that removes or renames a file or a directory, in the order of time,
-- whether it succeeds or not.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "file_removals",
  name = "Files Removed",
  description = "Every call that removes or renames a file or a directory, the newest last: which "
    .. "file, its new name, and who did it.",
  tips = {
    "A file is gone: a text filter with its name shows who removed it, or what it is called now.",
  },
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "evt.res", "evt.type", "evt.cpu",
  },
  filter = "evt.type in (unlink, unlinkat, rmdir, rename, renameat, renameat2) and evt.dir=<",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When the call returned.",
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
      name = "REMOVED",
      field = "fs.path.name",
      description = "Path of the file that was removed.",
      colsize = 30,
    },
    {
      name = "RENAMED",
      field = "fs.path.source",
      description = "Path of the file that was renamed.",
      colsize = 24,
    },
    {
      name = "TO",
      field = "fs.path.target",
      description = "Its new path.",
      colsize = 24,
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
