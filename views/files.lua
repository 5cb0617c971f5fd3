-- Files: what is done to which file, most calls first.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "files",
  name = "Files",
  description = "One row per file or directory: bytes read and written, calls, failed calls "
    .. "and the time that they took.",
  tips = {
    "Enter shows which processes use the file.",
    "Sort by TIME to find the file that everybody waits for.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "evt.res", "evt.cpu", "fd.directory",
    "fd.containerdirectory", "fd.type", "evt.type",
  },
  filter = "fd.typechar in (f, d) and fd.name!=''",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "procs",
  columns = {
    {
      tags = {"default"},
      name = "NA",
      field = "fd.name",
      is_key = true,
    },
    {
      tags = {"containers"},
      name = "NA",
      field = "fd.containername",
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
      name = "FILE",
      field = "fd.name",
      description = "Path of the file.",
      colsize = 0,
    },
  },
  actions = {
    {
      hotkey = "l",
      command = "less %fd.name",
      description = "read the file (less)",
      wait_finish = false,
    },
    {
      hotkey = "s",
      command = "stat %fd.name",
      description = "what the file is (stat)",
    },
    {
      hotkey = "f",
      command = "fuser -v %fd.name",
      description = "who has it open now (fuser)",
    },
  },
}
