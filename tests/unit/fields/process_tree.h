// ProcessTree: a State with a small family of processes, and fields of its moments as text.
//   1 systemd -> 20 sshd -> 30 bash (session leader) -> 40 python3 with threads 40 and 41
// plus the thread 99, of which nothing is known. Used by the tests of fields of processes, users,
// containers and descriptors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "event_builder.h"
#include "fields/field.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

class ProcessTree {
 public:
  static constexpr uint64_t kNow_ns = 1'700'000'000'000'000'000;

  ProcessTree() {
    ThreadSnapshot init = process(1, 0, "systemd"), sshd = process(20, 1, "sshd"),
                   bash = process(30, 20, "bash"), python = process(40, 30, "python3");
    sshd.exe = "sshd: root@pts/0";
    bash.exe = "-bash";
    bash.exepath = "/bin/bash";
    bash.cwd = "/root/";
    bash.sid = python.sid = 30;
    bash.env = list({"HOME=/root", "SHELL=/bin/bash"});
    python.exe = "python3";
    python.exepath = "/usr/bin/python3.11";
    python.args = list({"-c", "print(1)", "x y"});
    python.env = list({"HOME= /home/p ", "EMPTY=", "HOMER=doh", "TERM=linux"});
    python.cgroups = list({"cpu=/user.slice", "memory=/user.slice/m"});
    python.fdlimit = 4;
    python.pgid = 40;
    python.vpgid = 40;
    python.tty = 34816;
    python.vmsize_kb = 1000;
    ThreadSnapshot second = python;
    second.tid = 41;
    second.vtid = 41;
    second.vmsize_kb = 7;
    state.apply(SnapshotItem(std::vector{init, sshd, bash, python, second}));
  }

  static ThreadSnapshot process(uint64_t pid, uint64_t ppid, const char* comm) {
    ThreadSnapshot made;
    made.tid = made.pid = pid;
    made.ptid = ppid;
    made.vtid = made.vpid = static_cast<int64_t>(pid);
    made.sid = static_cast<int64_t>(pid);
    made.comm = made.exe = comm;
    made.cwd = "/";
    made.uid = made.gid = 0;
    return made;
  }
  static std::string list(std::initializer_list<std::string_view> elements) {
    std::string all;
    for (std::string_view element : elements) all.append(element).append(1, '\0');
    return all;
  }

  // Makes this the current event.
  void step(EventBuilder built) {
    event_ = std::move(built);
    scratch_.reset();
    moment.scratch = &scratch_;
    moment.text = &options;
    state.step(event_.get(), moment);
  }
  // Some event of a thread that is about nothing.
  void at(uint64_t tid) { step(EventBuilder(EventId::SYSCALL_SELECT_E, tid, kNow_ns)); }

  // What a format shows for the field; "(none)" when it has no value.
  std::string shown(std::string_view field) {
    size_t used = 0;
    Result<FieldUse> use = parse_field(field, used);
    if (!use || used != field.size()) return "(unknown field)";
    use.value().in_filter = false;
    std::string text;
    return append_field(text, moment, use.value()) ? text : "(none)";
  }
  // What a filter sees: the value, or for lists all elements, each with a blank behind it.
  std::string filtered(std::string_view field) {
    size_t used = 0;
    Result<FieldUse> parsed = parse_field(field, used);
    if (!parsed || used != field.size()) return "(unknown field)";
    FieldUse& use = parsed.value();
    const Value value = use.field->get(moment, use);
    std::string text;
    if (value.kind != Value::Kind::kList) {
      return append_value(text, value, *use.field, moment) ? text : "(none)";
    }
    Field scalar = *use.field;
    scalar.flags = 0;
    for (const Value& item : value.items()) {
      append_value(text, item, scalar, moment);
      text += ' ';
    }
    return text;
  }

  State state;
  Moment moment;
  TextOptions options;

 private:
  Scratch scratch_;
  EventBuilder event_{EventId::SYSCALL_SELECT_E, 0, 0};
};

}  // namespace sonde
