// MadeEvent: an event that no kernel recorded: what a file has to say of users and containers and
// has no block for. Used by head_table.cpp and recording.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "schema/raw_event.h"

namespace sonde {

constexpr uint32_t kStateOnly = 1;  // in the flags of an event's block: no reader shows it

// An event put together here. Its parameters stay where they are until it is written.
class MadeEvent {
 public:
  MadeEvent(EventId id, uint64_t ts_ns) {
    event_.id = static_cast<uint16_t>(id);
    event_.ts_ns = ts_ns;
    event_.tid = ~uint64_t{0};
    event_.large = event_.row().flags & kLargePayload;
  }
  void add(std::string_view bytes) {
    const uint32_t size = static_cast<uint32_t>(bytes.size());
    lengths_.append(reinterpret_cast<const char*>(&size), event_.large ? 4 : 2);
    params_ += bytes;
    ++event_.nparams;
  }
  void add_text(std::string_view text) {
    // The format has no longer texts than 16 bits of length allow, the end included.
    add(std::string(text.substr(0, event_.large ? text.size() : 1023)) + '\0');
  }
  void add_number(uint32_t number) { add({reinterpret_cast<const char*>(&number), sizeof number}); }
  const RawEvent& finish() {
    event_.lengths = reinterpret_cast<const uint8_t*>(lengths_.data());
    event_.params = reinterpret_cast<const uint8_t*>(params_.data());
    event_.params_bytes = static_cast<uint32_t>(params_.size());
    return event_;
  }

 private:
  RawEvent event_;
  std::string lengths_, params_;
};

}  // namespace sonde
