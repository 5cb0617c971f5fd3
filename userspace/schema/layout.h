// Call: an event seen under the names of the current layout, wherever its values came from.
// Retired events carry fewer parameters, or left some in the enter event of the call. A Layout says
// for each parameter of the current row where an event of this id and this number of parameters
// keeps it: in itself, in its enter event, or nowhere. State rules, fields and the writer read
// events only through this; what is *shown* is the event as it was recorded.
// The mapping is derived from the rows of events.def by name; `docs/event-layouts.md` tells how.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/raw_event.h"

namespace sonde {

struct Layout {
  enum class From : uint8_t { kSelf, kEnter, kNowhere };
  struct Source {
    From from = From::kNowhere;
    uint8_t index = 0;
    uint8_t skip_bytes = 0;  // in front of the value: the type byte of a DYN parameter
  };
  const EventRow* row = nullptr;  // the current row
  bool needs_enter = false;       // some source is kEnter
  bool identity = false;          // every parameter is in the event itself, in order
  uint8_t nparams = 0;
  Source source[40];
};

// The layout of an event with this id and number of parameters; built once, then looked up.
const Layout& layout_of(uint16_t id, uint32_t nparams);

struct Call {
  const RawEvent& event;
  const RawEvent* enter;  // of the same call (its id is event.id - 1), or nullptr
  const Layout& layout;

  const EventRow& row() const { return *layout.row; }
  // Bytes of the parameter at this index of the *current* row; empty when nobody has it.
  Bytes param(int index) const {
    if (index < 0 || index >= layout.nparams) return {};
    Layout::Source source = layout.source[index];
    if (source.from == Layout::From::kSelf) return after(event.param(source.index), source);
    if (source.from == Layout::From::kEnter && enter) return enter->param(source.index);
    return {};
  }
  bool has(int index) const { return !param(index).empty(); }
  template <typename T>
  T get(int index, T fallback = T{}) const {
    return value_of<T>(param(index), fallback);
  }
  std::string_view text(int index) const { return text_of(param(index)); }

 private:
  static Bytes after(Bytes param, Layout::Source source) {
    if (source.skip_bytes == 0) return param;
    return param.size() > source.skip_bytes ? param.subspan(source.skip_bytes) : Bytes();
  }
};

}  // namespace sonde
