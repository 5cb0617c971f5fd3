-- Processes Errors: which process's calls fail, by what they were about.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "procs_errors",
  name = "Processes Errors",
  description = "One row per process with failed calls: on files, on the network, about "
    .. "memory, and others.",
  tips = {
    "Errors are normal for many programs: EAGAIN says that there is nothing to read yet, "
      .. "ENOENT that a search path is being tried. A number that grows is what to look for.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu",
  },
  filter = "evt.failed=true",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "failed_calls",
  columns = {
    {
      name = "NA",
      field = "proc.pid",
      is_key = true,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      tags = {"containers"},
      name = "VPID",
      field = "proc.vpid",
      description = "Number of the process inside its container.",
      colsize = 7,
    },
    {
      name = "ERRORS",
      field = "evt.count.error",
      description = "Failed calls of all kinds.",
      colsize = 8,
      aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "FILE",
      field = "evt.count.error.file",
      description = "Failed calls on files.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "NET",
      field = "evt.count.error.net",
      description = "Failed calls on sockets.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "MEMORY",
      field = "evt.count.error.memory",
      description = "Failed calls about memory.",
      colsize = 8,
      aggregation = "SUM",
    },
    {
      name = "OTHER",
      field = "evt.count.error.other",
      description = "Failed calls of other kinds.",
      colsize = 8,
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
      name = "COMMAND",
      field = "proc.exeline",
      description = "Command line.",
      colsize = 0,
      aggregation = "MAX",
    },
  },
}
