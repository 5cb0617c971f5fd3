-- CPUs: what each processor is busy with.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "cores",
  name = "CPUs",
  description = "One row per processor: calls, failed calls and bytes moved by what ran on it.",
  tips = {
    "One processor far above the others often is the one that serves the interrupts of a "
      .. "network card.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "evt.res", "evt.type",
  },
  row_source = "events",
  use_defaults = true,
  is_root = true,
  drilldown_target = "procs",
  columns = {
    {
      name = "NA",
      field = "evt.cpu",
      is_key = true,
    },
    {
      name = "CPU",
      field = "evt.cpu",
      description = "Number of the processor.",
      colsize = 5,
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "System calls that ended on it, by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
      is_sorting = true,
    },
    {
      name = "ERR/s",
      field = "evt.count.error",
      description = "System calls that failed on it, by the second.",
      colsize = 8,
      aggregation = "TIME_AVG",
    },
    {
      name = "IN CALLS",
      field = "evt.latency",
      description = "Time that these calls took together, waiting included.",
      colsize = 10,
      aggregation = "SUM",
    },
    {
      name = "FILE/s",
      field = "evt.buflen.file",
      description = "Bytes read from and written to files, by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "NET/s",
      field = "evt.buflen.net",
      description = "Bytes received from and sent to the network, by the second.",
      colsize = 10,
      aggregation = "TIME_AVG",
    },
    {
      name = "EVENTS",
      field = "evt.count",
      description = "Events that were recorded on it.",
      colsize = 10,
      aggregation = "SUM",
    },
  },
}
