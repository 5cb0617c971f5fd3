// Moment: one event together with all that is known at that point: who did it, on what, when,
// how long it took. State fills it; filters, fields, printers and scripts see only this.
// Everything in it is valid until the next event is stepped to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/scratch.h"
#include "schema/layout.h"
#include "state/thread.h"

namespace sonde {

class State;
struct TextOptions;  // state/text_options.h

struct Moment {
  const RawEvent* event = nullptr;  // as recorded: what is shown
  const State* state = nullptr;
  const Thread* thread = nullptr;  // nullptr only for events that have no thread
  const Descriptor* fd = nullptr;  // what the event's descriptor stands for, if known
  int64_t fd_num = -1;             // -1 = the event has no descriptor, or it is not known
  uint64_t latency_ns = 0;         // exit events: since the call was entered
  uint64_t exec_time_ns = 0;       // switch events: how long who leaves was on the CPU
  bool has_latency = false;        // false: enter event, or the enter was not seen
  bool fd_name_changed = false;    // this event gave the descriptor another name
  bool has_enter = false;          // thread->enter is the enter event of this exit
  mutable RawEvent enter_event;    // filled by call()
  mutable Scratch* scratch = nullptr;
  const TextOptions* text = nullptr;

  const EventRow& row() const { return event->row(); }
  // The event under the names of the current layout.
  Call call() const {
    // A successful execveat may end as an execve; the two rows do not share their parameters.
    const bool pair = has_enter && thread && thread->enter.id() + 1 == event->id;
    if (pair) enter_event = thread->enter.event(event->tid);
    return Call{*event, pair ? &enter_event : nullptr, layout_of(event->id, event->nparams)};
  }
};

}  // namespace sonde
