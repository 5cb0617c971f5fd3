-- Slow File I/O: calls that waited long for a file, the slowest first.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "slow_io",
  name = "Slow File I/O",
  description = "One row per read, write or sync of a file that took longer than a millisecond.",
  tips = {
    "The filter of the view can be changed: F4, and another time behind evt.latency.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "evt.type", "evt.res", "evt.cpu",
  },
  filter = "(evt.is_io=true or evt.type in (fsync, fdatasync, sync_file_range)) and evt.dir=< and "
    .. "fd.type=file and not fd.name startswith /dev/ and evt.latency>1ms",
  row_source = "events",
  use_defaults = true,
  columns = {
    {
      name = "NA",
      field = "evt.num",
      is_key = true,
    },
    {
      name = "TIME",
      field = "evt.rawtime",
      description = "When the call ended.",
      colsize = 19,
    },
    {
      name = "LATENCY",
      field = "evt.latency",
      description = "How long it took.",
      colsize = 9,
      is_sorting = true,
    },
    {
      name = "CALL",
      field = "evt.type",
      description = "Name of the call.",
      colsize = 10,
    },
    {
      name = "BYTES",
      field = "evt.buflen",
      description = "Bytes that it moved.",
      colsize = 8,
    },
    {
      name = "FILE",
      field = "fd.name",
      description = "What it read or wrote.",
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
}
