-- Containers Errors: in which container calls fail, by what they were about.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "containers_errors",
  name = "Containers Errors",
  description = "One row per container with failed calls: on files, on the network, about "
    .. "memory, and others.",
  tips = {
    "Enter shows which errors they are.",
  },
  tags = {"Default"},
  applies_to = {
    "", "user.uid", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
    "fd.sport", "fd.sproto", "evt.type", "evt.res", "evt.cpu",
  },
  filter = "evt.failed=true and container.id!=host",
  row_source = "events",
  use_defaults = true,
  drilldown_target = "errors",
  columns = {
    {
      name = "NA",
      field = "container.id",
      is_key = true,
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
      name = "ENGINE",
      field = "container.type",
      description = "What runs it: docker, podman, ...",
      colsize = 9,
    },
    {
      name = "ID",
      field = "container.id",
      description = "First digits of its id.",
      colsize = 13,
    },
    {
      name = "NAME",
      field = "container.name",
      description = "Its name.",
      colsize = 0,
    },
  },
  actions = {
    {
      hotkey = "b",
      command = "docker exec -it %container.id /bin/sh || podman exec -it %container.id /bin/sh",
      description = "shell inside",
      wait_finish = false,
    },
    {
      hotkey = "f",
      command = "docker logs -f %container.id || podman logs -f %container.id",
      description = "follow its log",
    },
    {
      hotkey = "i",
      command = "docker inspect %container.id || podman inspect %container.id",
      description = "all that is known (inspect)",
    },
    {
      hotkey = "l",
      command = "docker logs %container.id || podman logs %container.id",
      description = "its log",
    },
    {
      hotkey = "t",
      command = "docker top %container.id || podman top %container.id",
      description = "its processes now (top)",
    },
    {
      hotkey = "s",
      command = "docker stop %container.id || podman stop %container.id",
      description = "stop",
      ask_confirmation = true,
    },
    {
      hotkey = "k",
      command = "docker kill %container.id || podman kill %container.id",
      description = "kill",
      ask_confirmation = true,
    },
    {
      hotkey = "z",
      command = "docker pause %container.id || podman pause %container.id",
      description = "pause",
      ask_confirmation = true,
    },
    {
      hotkey = "u",
      command = "docker unpause %container.id || podman unpause %container.id",
      description = "end the pause",
      ask_confirmation = true,
    },
  },
}
