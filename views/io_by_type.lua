-- I/O by Type: whether it is files, the network, pipes or something else that moves the bytes.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "io_by_type",
  name = "I/O by Type",
  description = "One row per kind of descriptor: bytes read and written by the second, calls "
    .. "that move data, and the time that they took.",
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto", "evt.res", "evt.cpu", "fd.directory",
    "fd.containerdirectory", "evt.type",
  },
  filter = "evt.is_io=true and fd.type exists",
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "procs",
  propagate_filter = false,
  columns = {
    {
      name = "NA",
      field = "fd.type",
      is_key = true,
    },
    {
      name = "IN/s",
      field = "evt.buflen.in",
      description = "Bytes read by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "OUT/s",
      field = "evt.buflen.out",
      description = "Bytes written by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "Calls that read or write, by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "ERRORS",
      field = "evt.count.error",
      description = "Those that failed.",
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
      name = "TYPE",
      field = "fd.type",
      description = "Kind of descriptor: file, ipv4, ipv6, unix, pipe, event, ...",
      colsize = 0,
    },
  },
}
