-- Spectrogram-All: how often calls took how long, as brightness: time downwards, latency to the
-- right.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "spectro_all",
  name = "Spectrogram-All",
  description = "How often calls took how long: a line for each slice of time, a column for "
    .. "each step of latency, brighter for more calls.",
  tags = {"Default"},
  view_type = "spectrogram",
  applies_to = {
    "", "container.id", "user.uid", "proc.pid", "thread.tid", "thread.nametid", "proc.name",
    "proc.exeline", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.type", "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu",
  },
  filter = "evt.dir=<",
  columns = {
    {
      name = "NA",
      field = "evt.latency.quantized",
      is_key = true,
    },
    {
      name = "LATENCY",
      field = "evt.latency.quantized",
      description = "Step of the logarithm of the latency.",
    },
    {
      name = "COUNT",
      field = "evt.count",
      description = "Calls that took so long.",
      colsize = 8,
      aggregation = "SUM",
    },
  },
}
