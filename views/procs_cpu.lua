-- Processes CPU: where the processor time of each process goes, and how many calls it makes for
-- it. Rows are made per thread and then summed per process.
-- The keys of this table: docs/views.md.
-- SPDX-License-Identifier: Apache-2.0
view_info = {
  id = "procs_cpu",
  name = "Processes CPU",
  description = "One row per process: processor time in the program itself and in the kernel, "
    .. "beside the calls it makes and the time that they take.",
  tips = {
    "Much SYS% with many CALLS/s: F2 and System Calls tell which. Much USER% with few "
      .. "calls is the program's own work.",
  },
  tags = {"Default"},
  applies_to = {
    "", "container.id", "user.uid", "proc.name", "proc.exeline", "fd.name", "fd.containername",
    "fd.directory", "fd.containerdirectory", "fd.type", "fd.sport", "fd.sproto", "evt.type",
    "evt.res", "evt.cpu",
  },
  row_source = "threads",
  use_defaults = true,
  is_root = true,
  drilldown_target = "threads",
  columns = {
    {
      name = "NA",
      field = "thread.tid",
      is_key = true,
    },
    {
      name = "NA",
      field = "proc.pid",
      is_groupby_key = true,
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
      name = "CPU%",
      field = "thread.cpu",
      description = "Percentage of one CPU that its threads used together.",
      colsize = 8,
      aggregation = "AVG",
      groupby_aggregation = "SUM",
      is_sorting = true,
    },
    {
      name = "USER%",
      field = "thread.cpu.user",
      description = "The part that was spent in the program itself.",
      colsize = 8,
      aggregation = "AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "SYS%",
      field = "thread.cpu.system",
      description = "The part that was spent in the kernel.",
      colsize = 8,
      aggregation = "AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "CALLS/s",
      field = "evt.count.exit",
      description = "System calls by the second.",
      colsize = 9,
      aggregation = "TIME_AVG",
      groupby_aggregation = "SUM",
    },
    {
      name = "IN CALLS",
      field = "evt.latency",
      description = "Time that its calls took together, waiting included.",
      colsize = 9,
      aggregation = "SUM",
      groupby_aggregation = "SUM",
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
  actions = {
    {
      hotkey = "9",
      command = "kill -9 %proc.pid",
      description = "kill at once (SIGKILL)",
      ask_confirmation = true,
      wait_finish = false,
    },
    {
      hotkey = "k",
      command = "kill %proc.pid",
      description = "ask to end (SIGTERM)",
      ask_confirmation = true,
      wait_finish = false,
    },
    {
      hotkey = "c",
      command = "gcore %proc.pid",
      description = "write a core file (gcore)",
      ask_confirmation = true,
    },
    {
      hotkey = "g",
      command = "gdb -p %proc.pid",
      description = "attach gdb",
      ask_confirmation = true,
      wait_finish = false,
    },
    {
      hotkey = "l",
      command = "lsof -p %proc.pid",
      description = "open files now (lsof)",
    },
    {
      hotkey = "s",
      command = "gdb -p %proc.pid --batch --quiet -ex \"thread apply all bt\"",
      description = "stacks of all threads (gdb)",
      ask_confirmation = true,
    },
    {
      hotkey = "t",
      command = "strace -f -p %proc.pid",
      description = "attach strace",
      ask_confirmation = true,
      wait_finish = false,
    },
  },
}
