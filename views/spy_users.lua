-- Spy Users: what people type: each program that is started and each change of a shell's
-- directory, in the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "spy_users",
  name = "Spy Users",
  description = "Every program that was started and every change of a shell's directory, the "
    .. "newest last: when, by whom, in which shell.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "evt.cpu",
  },
  filter = "evt.dir=< and evt.failed=false and (evt.type in (execve, execveat) or (evt.type in "
    .. "(chdir, fchdir) and proc.name endswith sh))",
  use_defaults = true,
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it was started.",
      colsize = 19,
    },
    {
      name = "USER",
      field = "user.name",
      description = "User on whose behalf it acts.",
      colsize = 10,
    },
    {
      name = "SHELL",
      field = "proc.ppid",
      description = "Process that started it, as a rule a shell.",
      colsize = 8,
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call: execve for a program, chdir for another directory.",
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
      name = "DIRECTORY",
      field = "proc.cwd",
      description = "Directory that it works in.",
      colsize = 24,
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
