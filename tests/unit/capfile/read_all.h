// Reads a whole capture and keeps everything: what the tests of capfile look at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "capfile/reader.h"

namespace sonde::test {

struct ReadEvent {  // an event copied out of the window
  uint64_t ts_ns, tid, num, offset;
  uint16_t id, cpu;
  uint32_t block_flags;
  bool large;
  std::vector<std::string> params;
  bool operator==(const ReadEvent&) const = default;
};

struct ReadCapture {
  std::string error;  // of opening, or of reading
  std::vector<SnapshotItem> items;
  std::vector<ReadEvent> events;
  std::vector<Damage> damage;
  std::vector<size_t> restarts;  // number of events before each

  template <typename T>
  std::vector<const T*> all() const {
    std::vector<const T*> found;
    for (const SnapshotItem& item : items) {
      if (const T* one = std::get_if<T>(&item)) found.push_back(one);
    }
    return found;
  }
  // All entries of all lists of this kind.
  template <typename T>
  std::vector<T> entries() const {
    std::vector<T> found;
    for (const auto* list : all<std::vector<T>>()) {
      found.insert(found.end(), list->begin(), list->end());
    }
    return found;
  }
};

inline ReadEvent copy_of(const RawEvent& event) {
  ReadEvent out{event.ts_ns,       event.tid,   event.num, event.offset, event.id, event.cpu,
                event.block_flags, event.large, {}};
  for (uint32_t i = 0; i < event.nparams; ++i) out.params.emplace_back(as_text(event.param(i)));
  return out;
}

inline void read_rest(Reader& reader, ReadCapture& out) {
  RawEvent event;
  for (;;) {
    switch (reader.next(event)) {
      case Reader::Step::kEvent:
        out.events.push_back(copy_of(event));
        break;
      case Reader::Step::kSnapshot:
        out.items.push_back(reader.snapshot());
        break;
      case Reader::Step::kRestart:
        out.restarts.push_back(out.events.size());
        break;
      case Reader::Step::kEnd:
        if (reader.error()) out.error = reader.error()->what;
        return;
    }
  }
}

inline ReadCapture finish(Result<std::unique_ptr<Reader>> reader, const DamageLog& damage) {
  ReadCapture out;
  if (!reader) {
    out.error = reader.error().what;
  } else {
    read_rest(*reader.value(), out);
  }
  out.damage = damage.entries();
  return out;
}

inline ReadCapture read_bytes(std::string_view bytes) {
  DamageLog damage;
  return finish(Reader::over(as_bytes(bytes), "test.scap", damage), damage);
}

inline ReadCapture read_path(const std::string& path) {
  DamageLog damage;
  return finish(Reader::open(path, damage), damage);
}

}  // namespace sonde::test
