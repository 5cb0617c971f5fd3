-- Spy Syslog: messages on their way to the system log, in the order of time.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "spy_syslog",
  name = "Spy Syslog",
  description = "Every message that a program writes to the system log, the newest last.",
  tags = {"Default"},
  view_type = "list",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "evt.cpu",
  },
  filter = "evt.is_syslog=true and evt.dir=< and evt.failed=false",
  columns = {
    {
      name = "TIME",
      field = "evt.time",
      description = "When it was written.",
      colsize = 19,
    },
    {
      name = "PID",
      field = "proc.pid",
      description = "Number of the process.",
      colsize = 7,
    },
    {
      name = "NAME",
      field = "proc.name",
      description = "Name of the process.",
      colsize = 15,
    },
    {
      name = "FACILITY",
      field = "syslog.facility.str",
      description = "What the message is about: daemon, auth, ...",
      colsize = 9,
    },
    {
      name = "SEVERITY",
      field = "syslog.severity.str",
      description = "How grave it is: err, warn, info, ...",
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
      name = "MESSAGE",
      field = "syslog.message",
      description = "The message.",
      colsize = 0,
    },
  },
}
