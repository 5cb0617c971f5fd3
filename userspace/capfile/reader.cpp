// The slow part of the Reader: opening, blocks other than common events, damage, the window's end.
// Events that stand in the window in the current version never come here: see reader.h.
// Damage is handled in one place: find_frame() decides whether a block stands where one should,
// and resynchronise() looks for the next one that does.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/reader.h"

#include <array>

#include "capfile/event_block.h"
#include "capfile/metadata.h"
#include "capfile/recognise.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

// Ids below this were known to the readers of 2022. The unused ones among them are numbered by
// these readers, so they count here too, or numbers would not agree with what sysdig prints.
constexpr uint16_t kEventsOf2022 = 336;
// A capture whose beginning is destroyed is looked for this far into the input.
constexpr uint64_t kMaxForeignBytes = 1u << 20;
// While looking for a block after damage, longer ones are not believed.
constexpr uint32_t kMaxFoundBlockBytes = 4u << 20;

bool is_sane_length(const BlockType& type, uint32_t length) {
  if (length % 4 != 0) return false;
  uint32_t least = kBlockFrameBytes;
  uint32_t most = kMaxBlockBytes;
  if (type.kind == BlockKind::kSection) {
    least = kSectionBytes;
    most = kMaxPlainEventBlockBytes;
  } else if (type.kind == BlockKind::kEvent) {
    least +=
        2 + (type.flags ? 4 : 0) + (type.version == 1 ? kEventHeaderV1Bytes : kEventHeaderV2Bytes);
    if (!type.large) most = kMaxPlainEventBlockBytes;
  }
  return length >= least && length <= most;
}

// At least 8 bytes are at `at`.
bool is_plausible_header(const uint8_t* at) {
  BlockType type = find_block_type(load<uint32_t>(at));
  return type.kind != BlockKind::kUnknown && is_sane_length(type, load<uint32_t>(at + 4));
}

// A quick look that rejects nearly everything; 4 bytes are at `at`.
bool could_start_block(const uint8_t* at) {
  uint32_t code = load<uint32_t>(at);
  return (code & 0xFFFFFF00) == 0x200 || (code & 0xFF00FFFF) == 0x8000ABCD ||
         code == block::kSection;
}

uint32_t event_start(const BlockType& type) { return kBlockHeaderBytes + (type.flags ? 6 : 2); }

}  // namespace

Reader::Reader(std::unique_ptr<CaptureInput> input, DamageLog& damage)
    : input_(std::move(input)), damage_(damage) {
  static const std::array<Id, kKnownEvents> ids = [] {
    std::array<Id, kKnownEvents> out{};
    for (uint16_t id = 0; id < kKnownEvents; ++id) {
      const EventRow& row = event_row(id);
      if (row.status == Status::kUnused) {
        out[id] = id < kEventsOf2022 ? Id::kCount : Id::kSkip;
      } else {
        out[id] = row.flags & kLargePayload ? Id::kLarge : Id::kDeliver;
      }
    }
    return out;
  }();
  ids_ = ids.data();
}

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path, DamageLog& damage,
                                             const std::atomic<bool>* stop, int copy) {
  auto input = CaptureInput::open(path, stop, copy);
  if (!input) return input.error();
  return started(input.take(), path == "-" ? "standard input" : path, damage);
}

Result<std::unique_ptr<Reader>> Reader::over(Bytes memory, const std::string& name,
                                             DamageLog& damage) {
  return started(CaptureInput::over(memory), name, damage);
}

Result<std::unique_ptr<Reader>> Reader::started(std::unique_ptr<CaptureInput> input,
                                                const std::string& name, DamageLog& damage) {
  std::unique_ptr<Reader> reader(new Reader(std::move(input), damage));
  Result<void> outcome = reader->start(name);
  if (!outcome) return outcome.error();
  return reader;
}

Result<void> Reader::start(const std::string& name) {
  auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::kInput, "cannot read " + name + ": " + why,
                 "a capture is what sonde -w or sysdig -w wrote"};
  };
  const bool whole = have(kSectionBytes + kBlockHeaderBytes);
  if (input_->error()) return *input_->error();
  const size_t size = static_cast<size_t>(end_ - at_);
  if (size == 0 && !input_->trouble().empty()) return refuse(input_->trouble());
  const bool section = size >= 4 && load<uint32_t>(at_) == block::kSection;
  if (section && size < kSectionBytes) return refuse("it is cut off inside its first block");
  if (section && load<uint32_t>(at_ + 8) == kSwappedMagic) {
    return refuse("it was written on a machine of the other byte order");
  }
  if (section && load<uint32_t>(at_ + 8) == kByteOrderMagic) {
    const uint16_t major = load<uint16_t>(at_ + 12);
    if (major > kMajorVersion) {
      return refuse("it has version " + std::to_string(major) + "." +
                    std::to_string(load<uint16_t>(at_ + 14)) +
                    " of the format; versions up to 1 are understood");
    }
    if (describe_input({at_, size}).find("pcapng") == std::string::npos) return {};
    return refuse("it is a pcapng network capture");
  }
  // No section header: either something else, or a capture whose beginning is damaged.
  const std::string kind = describe_input({at_, size});
  if (!whole || !find_block(kMaxForeignBytes)) return refuse("it is " + kind + ", not a capture");
  damage_.add(0, "the first block is damaged; reading starts at byte " + std::to_string(offset()));
  return {};
}

bool Reader::have(size_t bytes) {
  if (static_cast<size_t>(end_ - at_) >= bytes) return true;
  if (input_->ended()) return false;
  Bytes window = input_->refill(at_, bytes);
  start_ = at_ = window.data();
  fast_end_ = end_ = start_ + window.size();
  return window.size() >= bytes;
}

Reader::Step Reader::next_slowly(RawEvent& event) {
  Step step = Step::kEnd;
  for (;;) {
    fast_end_ = end_;
    if (item_ + 1 < items_.size()) {
      ++item_;
      fast_end_ = at_;
      return Step::kSnapshot;
    }
    if (ended_ || !have(kBlockHeaderBytes)) return end_of_input();
    BlockType type;
    uint32_t length = 0;
    if (!find_frame(type, length)) continue;
    if (take_framed_block(type, length, event, step)) return step;
  }
}

// Moves past the block at at_, which is all there. True when there is something to deliver.
bool Reader::take_framed_block(const BlockType& type, uint32_t length, RawEvent& event,
                               Step& step) {
  bool deliver = false;
  switch (type.kind) {
    case BlockKind::kUnknown:
      break;
    case BlockKind::kSection:
      deliver = take_section(step);
      break;
    case BlockKind::kEvent:
      step = Step::kEvent;
      seen_event_ = true;
      deliver = take_event(type, length, event);
      break;
    default:
      if (seen_event_) {
        damage_.add(offset(),
                    "the list of another machine follows events without a section "
                    "header; taken for the start of another capture");
        seen_event_ = seen_metadata_ = false;
        step = Step::kRestart;
        return true;  // and this block once more
      }
      deliver = take_metadata(type, length, step);
  }
  at_ += length;
  if (step == Step::kSnapshot && deliver) fast_end_ = at_;
  return deliver;
}

bool Reader::take_section(Step& step) {
  // What may follow the fixed part are options; nothing in them is needed.
  const bool another = seen_event_ || seen_metadata_;
  seen_event_ = seen_metadata_ = false;
  step = Step::kRestart;
  return another;
}

bool Reader::take_metadata(const BlockType& type, uint32_t length, Step& step) {
  seen_metadata_ = true;
  items_.clear();
  item_ = 0;
  Bytes body(at_ + kBlockHeaderBytes, length - kBlockFrameBytes);
  decode_metadata(type, body, offset() + kBlockHeaderBytes, items_, damage_);
  step = Step::kSnapshot;
  return !items_.empty();
}

Reader::Id Reader::treatment_of(uint16_t id) const {
  if (id < kKnownEvents) return ids_[id];
  return row_of_file_id(id) != kNoEventRow ? Id::kDeliver : Id::kSkip;
}

bool Reader::take_event(const BlockType& type, uint32_t length, RawEvent& event) {
  const uint16_t id = load<uint16_t>(at_ + event_start(type) + 20);
  const Id treatment = treatment_of(id);
  if (treatment == Id::kSkip) return false;
  ++num_;
  if (treatment == Id::kCount) return false;
  if (!parse_event_block({at_, length}, event)) {
    damage_.add(offset(), "event " + std::to_string(num_) + " (" +
                              std::string(event_row(row_of_file_id(id)).name) +
                              ") has parameters that do not fit into it; left out");
    return false;
  }
  event.num = num_;
  event.offset = offset();
  return true;
}

Reader::Step Reader::end_of_input() {
  if (!ended_) {
    ended_ = true;
    if (end_ != at_) damage_.add(offset(), "the input ends inside the header of a block");
    if (!input_->trouble().empty()) damage_.add(offset() + (end_ - at_), input_->trouble());
  }
  at_ = fast_end_ = end_;
  return Step::kEnd;
}

bool Reader::trailer_agrees(uint32_t length) const {
  return load<uint32_t>(at_ + length - kBlockTrailerBytes) == length;
}

// True when after `length` bytes another block starts, or the input ends.
bool Reader::block_follows(uint32_t length) {
  if (have(size_t{length} + kBlockHeaderBytes)) return is_plausible_header(at_ + length);
  return static_cast<size_t>(end_ - at_) >= length;
}

// The block's length is damaged, but the event inside implies how long the block must be.
bool Reader::length_from_event(const BlockType& type, uint32_t& length) {
  if (type.kind != BlockKind::kEvent) return false;
  const uint32_t start = event_start(type);
  if (!have(start + kEventHeaderV2Bytes)) return false;
  const uint32_t event_bytes = load<uint32_t>(at_ + start + 16);
  if (event_bytes > kMaxFoundBlockBytes) return false;
  const uint32_t implied = (start + event_bytes + 3) / 4 * 4 + kBlockTrailerBytes;
  if (implied == length || !is_sane_length(type, implied) || !have(implied)) return false;
  if (!trailer_agrees(implied) || !block_follows(implied)) return false;
  damage_.add(offset(), "the length of a block is damaged; the event inside is whole");
  length = implied;
  return true;
}

// Finds out whether a whole block stands at at_ and how long it is. When none does, moves on to
// the next one, or to the end, and returns false.
bool Reader::find_frame(BlockType& type, uint32_t& length) {
  const uint32_t code = load<uint32_t>(at_);
  type = find_block_type(code);
  length = load<uint32_t>(at_ + 4);
  if (!is_sane_length(type, length)) {
    if (length_from_event(type, length)) return true;
    resynchronise("a block has an impossible length");
    return false;
  }
  const uint64_t known = input_->known_bytes();
  const bool beyond = length > CaptureInput::kWindowBytes && known && offset() + length > known;
  if (beyond || !have(length)) {
    if (length_from_event(type, length)) return true;
    resynchronise("the input ends inside a block");
    return false;
  }
  const bool sound = trailer_agrees(length);
  if (type.kind == BlockKind::kUnknown) {
    if (sound) return true;  // a block of a later version: its length is all that is needed
    resynchronise("no block starts where one should");
    return false;
  }
  if (type.kind == BlockKind::kSection && load<uint32_t>(at_ + 8) != kByteOrderMagic) {
    resynchronise("a section header of another format or byte order");
    return false;
  }
  // Known readers do not look at the trailer of events; some writer may have relied on that.
  if (!sound && !length_from_event(type, length) && !block_follows(length)) {
    resynchronise("a block does not end where it says");
    return false;
  }
  return true;
}

// Stricter than find_frame(): after damage, what looks like a block may be anything.
bool Reader::block_stands_here() {
  BlockType type = find_block_type(load<uint32_t>(at_));
  const uint32_t length = load<uint32_t>(at_ + 4);
  if (type.kind == BlockKind::kUnknown || !is_sane_length(type, length)) return false;
  if (length > kMaxFoundBlockBytes || !have(length) || !trailer_agrees(length)) return false;
  if (type.kind == BlockKind::kSection && load<uint32_t>(at_ + 8) != kByteOrderMagic) return false;
  if (type.kind == BlockKind::kEvent) {
    RawEvent event;
    const Id treatment = treatment_of(load<uint16_t>(at_ + event_start(type) + 20));
    const bool has_row = treatment == Id::kDeliver || treatment == Id::kLarge;
    if (has_row && parse_event_block({at_, length}, event)) return true;
  }
  return block_follows(length);
}

// Moves at_ to the next block that can be believed, at most about `most` bytes ahead.
bool Reader::find_block(uint64_t most) {
  const uint64_t from = offset();
  while (have(kBlockFrameBytes) && offset() - from <= most) {
    const uint8_t* last = end_ - kBlockFrameBytes;
    while (at_ <= last && !could_start_block(at_)) ++at_;
    if (at_ > last) continue;
    if (block_stands_here()) return true;
    ++at_;
  }
  return false;
}

void Reader::resynchronise(const std::string& why) {
  const uint64_t from = offset();
  ++at_;
  if (find_block(~uint64_t{0})) {
    damage_.add(from, why + "; " + std::to_string(offset() - from) + " bytes are skipped");
    return;
  }
  at_ = end_;
  damage_.add(from, why + "; the last " + std::to_string(offset() - from) + " bytes are lost");
}

}  // namespace sonde
