// Single event blocks: see event_block.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/event_block.h"

#include <cstring>

#include "capfile/event_parse.h"
#include "capfile/format.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

constexpr uint32_t kCpuBytes = 2, kFlagsBytes = 4;

template <typename T>
void put(std::vector<uint8_t>& out, T value) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
  out.insert(out.end(), bytes, bytes + sizeof value);
}

}  // namespace

uint32_t event_block_bytes(Bytes head) {
  if (head.size() < kEventBlockHeadBytes) return 0;
  if (find_block_type(load<uint32_t>(head.data())).kind != BlockKind::kEvent) return 0;
  const uint32_t length = load<uint32_t>(head.data() + 4);
  return length <= kMaxBlockBytes ? length : 0;
}

bool parse_event_block(Bytes block, RawEvent& event) {
  if (block.size() < kBlockFrameBytes + kCpuBytes + kEventHeaderV1Bytes) return false;
  const BlockType type = find_block_type(load<uint32_t>(block.data()));
  if (type.kind != BlockKind::kEvent) return false;
  const uint32_t start = kBlockHeaderBytes + kCpuBytes + (type.flags ? kFlagsBytes : 0);
  const uint32_t header_bytes = type.version == 1 ? kEventHeaderV1Bytes : kEventHeaderV2Bytes;
  if (block.size() < start + header_bytes + kBlockTrailerBytes) return false;
  const uint8_t* header = block.data() + start;
  const uint16_t file_id = load<uint16_t>(header + 20);
  event.id = row_of_file_id(file_id);
  if (event.id == kNoEventRow) return false;
  const uint32_t room = static_cast<uint32_t>(block.size()) - start - kBlockTrailerBytes;
  const uint32_t event_bytes = load<uint32_t>(header + 16);
  if (type.version == 1) {
    if (!place_params_v1(header, event_bytes, room, event)) return false;
  } else {
    if (event_bytes < kEventHeaderV2Bytes || event_bytes > room) return false;
    if (!place_params_v2(header + kEventHeaderV2Bytes, load<uint32_t>(header + 22),
                         event_bytes - kEventHeaderV2Bytes, event)) {
      return false;
    }
  }
  if (is_private_event(event.id)) {
    event.id = row_of_private_event(file_id, event.nparams, event.lengths, event.params);
    if (event.id == kNoEventRow) return false;
  }
  event.ts_ns = load<uint64_t>(header);
  event.tid = load<uint64_t>(header + 8);
  event.cpu = load<uint16_t>(block.data() + kBlockHeaderBytes);
  event.block_flags = type.flags ? load<uint32_t>(block.data() + kBlockHeaderBytes + kCpuBytes) : 0;
  return true;
}

void append_event_block(std::vector<uint8_t>& out, const RawEvent& event) {
  const uint32_t lengths_bytes = event.nparams * (event.large ? 4 : 2);
  const uint32_t event_bytes = kEventHeaderV2Bytes + lengths_bytes + event.params_bytes;
  const uint32_t end = kBlockHeaderBytes + kCpuBytes + kFlagsBytes + event_bytes;
  const uint32_t length = (end + 3) / 4 * 4 + kBlockTrailerBytes;
  put(out, event.large ? block::kEventFlagsV2Large : block::kEventFlagsV2);
  put(out, length);
  put(out, event.cpu);
  put(out, event.block_flags);
  put(out, event.ts_ns);
  put(out, event.tid);
  put(out, event_bytes);
  put(out, file_id_of(event.id));
  put(out, event.nparams);
  out.insert(out.end(), event.lengths, event.lengths + lengths_bytes);
  out.insert(out.end(), event.params, event.params + event.params_bytes);
  out.resize(out.size() + (length - kBlockTrailerBytes - end));
  put(out, length);
}

}  // namespace sonde
