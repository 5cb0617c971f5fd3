-- Socket Queues: how full the queues of connections are that wait to be accepted, as accept finds
-- them.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "backlog",
  name = "Socket Queues",
  description = "One row per port: connections that waited to be accepted, and how many may "
    .. "wait.",
  tips = {
    "A queue that is full means clients that get no answer: the program accepts too slowly.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.sport", "fd.sproto",
  },
  filter = "evt.type in (accept, accept4) and evt.dir=< and evt.failed=false",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "connections",
  propagate_filter = false,
  columns = {
    {
      name = "NA",
      field = "fd.sport",
      is_key = true,
    },
    {
      name = "PORT",
      field = "fd.sport",
      description = "Port of the server.",
      colsize = 8,
    },
    {
      name = "WAITING",
      field = "evt.rawarg.queuelen",
      description = "Connections in the queue, on average.",
      colsize = 10,
      aggregation = "AVG",
      is_sorting = true,
    },
    {
      name = "PCT",
      field = "evt.rawarg.queuepct",
      description = "How full the queue was, in percent, on average.",
      colsize = 8,
      aggregation = "AVG",
    },
    {
      name = "MAX",
      field = "evt.rawarg.queuemax",
      description = "Connections that the queue can hold.",
      colsize = 8,
      aggregation = "MAX",
    },
    {
      name = "ACCEPTED",
      field = "evt.count.exit",
      description = "Connections that were accepted.",
      colsize = 10,
      aggregation = "SUM",
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
      colsize = 0,
    },
  },
}
