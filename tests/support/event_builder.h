// Builds single events in memory for tests of what happens above the file: state, fields, text.
// Parameters are given one after the other, in the order of the row and in the row's own widths.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/raw_event.h"

namespace sonde {
namespace test {

// A number as the bytes of a parameter of that width.
template <typename T>
std::string as_param(T value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace test

class EventBuilder {
 public:
  EventBuilder(EventId id, uint64_t tid, uint64_t ts_ns) {
    event_.id = static_cast<uint16_t>(id);
    event_.tid = tid;
    event_.ts_ns = ts_ns;
  }
  template <typename T>
  EventBuilder& number(T value) {
    return raw(&value, sizeof value);
  }
  EventBuilder& s64(int64_t value) { return number(value); }
  EventBuilder& u64(uint64_t value) { return number(value); }
  EventBuilder& u32(uint32_t value) { return number(value); }
  EventBuilder& u16(uint16_t value) { return number(value); }
  EventBuilder& u8(uint8_t value) { return number(value); }
  EventBuilder& text(std::string_view value) {  // with its terminating NUL
    std::string ended(value);
    return raw(ended.c_str(), ended.size() + 1);
  }
  EventBuilder& bytes(std::string_view value) { return raw(value.data(), value.size()); }
  EventBuilder& empty() { return raw("", 0); }
  EventBuilder& cpu(uint16_t number) {
    event_.cpu = number;
    return *this;
  }
  EventBuilder& flags(uint32_t block_flags) {
    event_.block_flags = block_flags;
    return *this;
  }
  // An IPv4 tuple parameter; addresses as "a.b.c.d" bytes.
  EventBuilder& ipv4_tuple(const uint8_t (&source)[4], uint16_t source_port,
                           const uint8_t (&dest)[4], uint16_t dest_port) {
    std::string tuple(1, 2);
    tuple.append(reinterpret_cast<const char*>(source), 4);
    tuple.append(reinterpret_cast<const char*>(&source_port), 2);
    tuple.append(reinterpret_cast<const char*>(dest), 4);
    tuple.append(reinterpret_cast<const char*>(&dest_port), 2);
    return bytes(tuple);
  }
  // Valid as long as the builder.
  const RawEvent& get() {
    event_.lengths = reinterpret_cast<const uint8_t*>(lengths_.data());
    event_.params = reinterpret_cast<const uint8_t*>(params_.data());
    event_.params_bytes = static_cast<uint32_t>(params_.size());
    event_.nparams = static_cast<uint32_t>(lengths_.size());
    return event_;
  }

 private:
  EventBuilder& raw(const void* from, size_t bytes) {
    lengths_.push_back(static_cast<uint16_t>(bytes));
    params_.append(static_cast<const char*>(from), bytes);
    return *this;
  }
  RawEvent event_;
  std::vector<uint16_t> lengths_;
  std::string params_;
};

}  // namespace sonde
