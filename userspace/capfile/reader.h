// Reader: a capture file as a sequence of steps: pieces of the machine's snapshot, events,
// restarts. Events are handed out where they lie in the input's window: the common case is the
// short inline part of next(); everything else (other blocks, old versions, damage, the window's
// end) is in reader.cpp. Used by engine/file_engine.h. The format is described in
// docs/capture-file.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/damage.h"
#include "base/result.h"
#include "capfile/format.h"
#include "capfile/input.h"
#include "schema/private_events.h"
#include "schema/raw_event.h"
#include "schema/snapshot.h"

namespace sonde {

class Reader {
 public:
  enum class Step : uint8_t { kEvent, kSnapshot, kRestart, kEnd };

  // Fails when the input cannot be opened, is no capture, or is one of a foreign byte order or a
  // later major version. `damage` must outlive the Reader; so must `stop`: see input.h, also
  // for `copy`.
  static Result<std::unique_ptr<Reader>> open(const std::string& path, DamageLog& damage,
                                              const std::atomic<bool>* stop = nullptr,
                                              int copy = -1);
  // Over bytes that outlive the Reader; `name` stands for the path in messages.
  static Result<std::unique_ptr<Reader>> over(Bytes memory, const std::string& name,
                                              DamageLog& damage);

  // kEvent: `event` is valid until the next call. kSnapshot: snapshot() is the item.
  // kRestart: another capture follows in the same input; numbering goes on.
  // kEnd: the end, of the whole input or of what can be read; error() has a failed read().
  Step next(RawEvent& event);

  SnapshotItem& snapshot() { return items_[item_]; }
  const Error* error() const { return input_->error(); }
  double progress() const { return input_->progress(); }
  int copy_error() const { return input_->copy_error(); }
  Compression compression() const { return input_->compression(); }

 private:
  // What is to be done with an event of a known id.
  enum class Id : uint8_t { kDeliver, kLarge, kCount, kSkip };

  Reader(std::unique_ptr<CaptureInput> input, DamageLog& damage);
  static Result<std::unique_ptr<Reader>> started(std::unique_ptr<CaptureInput> input,
                                                 const std::string& name, DamageLog& damage);
  Result<void> start(const std::string& name);

  static bool place_params(const uint8_t* lengths, uint32_t room, RawEvent& event);
  static uint64_t sum_of_lengths(const uint8_t* lengths, uint32_t count);

  Step next_slowly(RawEvent& event);
  Step end_of_input();
  bool take_framed_block(const BlockType& type, uint32_t length, RawEvent& event, Step& step);
  bool take_section(Step& step);
  bool take_metadata(const BlockType& type, uint32_t length, Step& step);
  bool take_event(const BlockType& type, uint32_t length, RawEvent& event);
  Id treatment_of(uint16_t id) const;

  bool have(size_t bytes);
  uint64_t offset() const { return input_->offset() + static_cast<uint64_t>(at_ - start_); }
  bool find_frame(BlockType& type, uint32_t& length);
  bool trailer_agrees(uint32_t length) const;
  bool block_follows(uint32_t length);
  bool length_from_event(const BlockType& type, uint32_t& length);
  bool block_stands_here();
  bool find_block(uint64_t most);
  void resynchronise(const std::string& why);

  // The window: start_ is its first byte, at_ the next block, end_ its end. While items wait,
  // fast_end_ equals at_, which sends next() to the slow part; otherwise it equals end_.
  const uint8_t* start_ = nullptr;
  const uint8_t* at_ = nullptr;
  const uint8_t* fast_end_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint64_t num_ = 0;
  const Id* ids_;  // kKnownEvents entries

  std::unique_ptr<CaptureInput> input_;
  DamageLog& damage_;
  std::vector<SnapshotItem> items_;  // of the metadata block that was read last
  size_t item_ = 0;
  bool seen_event_ = false;     // since the last section header
  bool seen_metadata_ = false;  // since the last section header
  bool ended_ = false;
};

// Four 16-bit lengths per step: two in each half of a 64-bit sum, which cannot run over because
// a plain event has less than 32768 parameters. Reads up to 6 bytes beyond the array.
inline uint64_t Reader::sum_of_lengths(const uint8_t* lengths, uint32_t count) {
  constexpr uint64_t kEven = 0x0000FFFF0000FFFF;
  uint64_t sum = 0;
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    uint64_t four = load<uint64_t>(lengths + 2 * i);
    sum += (four & kEven) + ((four >> 16) & kEven);
  }
  if (i < count) {
    uint64_t four = load<uint64_t>(lengths + 2 * i) & (~uint64_t{0} >> (64 - 16 * (count - i)));
    sum += (four & kEven) + ((four >> 16) & kEven);
  }
  return (sum & 0xFFFFFFFF) + (sum >> 32);
}

// `room` bytes of the event follow its header; false when lengths and parameters do not fit.
inline bool Reader::place_params(const uint8_t* lengths, uint32_t room, RawEvent& event) {
  if (event.nparams > room / 2) return false;
  const uint32_t array_bytes = 2 * event.nparams;
  if (sum_of_lengths(lengths, event.nparams) > room - array_bytes) return false;
  event.lengths = lengths;
  event.params = lengths + array_bytes;
  event.params_bytes = room - array_bytes;
  return true;
}

inline Reader::Step Reader::next(RawEvent& event) {
  constexpr uint32_t kMost = 64;  // parameters that an event offers
  const uint8_t* const at = at_;
  const size_t left = static_cast<size_t>(fast_end_ - at);
  constexpr uint32_t kSmallest = kBlockFrameBytes + 2 + kEventHeaderV2Bytes;
  if (left < kSmallest + 4) return next_slowly(event);
  const uint32_t code = load<uint32_t>(at);
  const uint32_t length = load<uint32_t>(at + 4);
  if (code != block::kEventV2 && code != block::kEventFlagsV2) return next_slowly(event);
  const uint32_t head = code == block::kEventV2 ? 10 : 14;
  if (length > left || length > kMaxPlainEventBlockBytes || length % 4 != 0 ||
      length < head + kEventHeaderV2Bytes + kBlockTrailerBytes) {
    return next_slowly(event);
  }
  const uint8_t* const header = at + head;
  const uint32_t event_bytes = load<uint32_t>(header + 16);
  uint16_t id = load<uint16_t>(header + 20);
  const bool own = id >= kFirstPrivateEvent;
  if (event_bytes < kEventHeaderV2Bytes || event_bytes > length - head - kBlockTrailerBytes ||
      (!own && (id >= kKnownEvents || ids_[id] != Id::kDeliver)) ||
      load<uint32_t>(at + length - kBlockTrailerBytes) != length) {
    return next_slowly(event);
  }
  event.nparams = load<uint32_t>(header + 22);
  if (!place_params(header + kEventHeaderV2Bytes, event_bytes - kEventHeaderV2Bytes, event)) {
    return next_slowly(event);
  }
  if (own) {
    id = row_of_private_event(id, event.nparams, event.lengths, event.params);
    if (id == kNoEventRow) return next_slowly(event);
  }
  event.ts_ns = load<uint64_t>(header);
  event.tid = load<uint64_t>(header + 8);
  event.num = ++num_;
  event.offset = offset();
  event.nparams = event.nparams > kMost ? kMost : event.nparams;
  event.id = id;
  event.cpu = load<uint16_t>(at + 8);
  event.block_flags = code == block::kEventV2 ? 0 : load<uint32_t>(at + 10);
  event.large = false;
  at_ = at + length;
  seen_event_ = true;
  return Step::kEvent;
}

}  // namespace sonde
