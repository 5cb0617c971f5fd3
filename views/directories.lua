-- Directories: what is done to the files of which directory.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "directories",
  name = "Directories",
  description = "One row per directory: bytes read from and written to its files, calls, "
    .. "failed calls and the time that they took.",
  tips = {
    "Enter shows the files of the directory.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "evt.res", "evt.cpu", "fd.type", "evt.type",
  },
  filter = "fd.typechar in (f, d) and fd.name!=''",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "files",
  columns = {
    {
      tags = {"default"},
      name = "NA",
      field = "fd.directory",
      is_key = true,
    },
    {
      tags = {"containers"},
      name = "NA",
      field = "fd.containerdirectory",
      is_key = true,
    },
    {
      name = "READ",
      field = "evt.buflen.file.in",
      description = "Bytes read.",
      colsize = 10,
      aggregation = "SUM",
    },
    {
      name = "WRITTEN",
      field = "evt.buflen.file.out",
      description = "Bytes written.",
      colsize = 10,
      aggregation = "SUM",
    },
    {
      name = "OPS",
      field = "evt.count.exit",
      description = "Calls on it.",
      colsize = 8,
      aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "OPENS",
      field = "evt.count.open",
      description = "Calls that opened or made it, or tried to.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "ERRORS",
      field = "evt.count.error",
      description = "Calls that failed.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "TIME",
      field = "evt.latency",
      description = "Time that these calls took together.",
      colsize = 9,
      aggregation = "SUM",
    },
    {
      tags = {"containers"},
      name = "CONTAINER",
      field = "container.name",
      description = "Container that it runs in; host for none.",
      colsize = 16,
    },
    {
      name = "DIRECTORY",
      field = "fd.directory",
      description = "Path of the directory.",
      colsize = 0,
    },
  },
  actions = {
    {
      hotkey = "l",
      command = "ls -al %fd.directory",
      description = "list the directory (ls)",
    },
    {
      hotkey = "d",
      command = "df -h %fd.directory",
      description = "room on its disk (df)",
    },
  },
}
