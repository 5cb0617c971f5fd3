-- Signals: which signals are delivered, and how often.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "signals",
  name = "Signals",
  description = "One row per signal: how often it was delivered, in all and by the second.",
  tips = {
    "Enter lists them: from whom, and to whom.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "evt.cpu",
  },
  filter = "evt.type=signaldeliver",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "signal_list",
  columns = {
    {
      name = "NA",
      field = "evt.arg.sig",
      is_key = true,
    },
    {
      name = "COUNT",
      field = "evt.count",
      description = "Signals that were delivered.",
      colsize = 10,
      aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "PER SECOND",
      field = "evt.count",
      description = "The same by the second.",
      colsize = 11,
      aggregation = "TIME_AVG",
    },
    {
      name = "SIGNAL",
      field = "evt.arg.sig",
      description = "Name of the signal.",
      colsize = 0,
    },
  },
}
