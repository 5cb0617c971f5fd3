// Constants of the capture file: codes of blocks, fixed sizes, limits of strings and lengths.
// Used by reader, metadata and writer; docs/capture-file.md explains the format with an example.
// A block is: u32 code, u32 length of the whole block, body, zero padding to 4, the length again.
// Next: metadata.h (bodies ahead of the events), reader.h (events).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

enum class BlockKind : uint8_t {
  kUnknown,
  kSection,
  kMachine,
  kInterfaces,
  kUsers,
  kThreads,
  kDescriptors,
  kEvent,
};

struct BlockType {
  uint32_t code = 0;
  BlockKind kind = BlockKind::kUnknown;
  uint8_t version = 0;
  bool flags = false;  // event blocks: a u32 of flags follows the CPU number
  bool large = false;  // event blocks: no limit of 64 KiB
};

namespace block {
inline constexpr uint32_t kSection = 0x0A0D0D0A;
inline constexpr uint32_t kMachine = 0x201;
inline constexpr uint32_t kThreadsV9 = 0x215;
inline constexpr uint32_t kEventV2 = 0x216;
inline constexpr uint32_t kEventFlagsV2 = 0x217;
inline constexpr uint32_t kDescriptorsV2 = 0x218;
inline constexpr uint32_t kInterfacesV2 = 0x219;
inline constexpr uint32_t kUsersV2 = 0x220;
inline constexpr uint32_t kEventV2Large = 0x221;
inline constexpr uint32_t kEventFlagsV2Large = 0x222;
}  // namespace block

// Every code that any version has written. Codes of 0x80..ABCD are those of the first years.
// The first two are those of nearly all blocks; the search begins there.
inline constexpr BlockType kBlockTypes[] = {
    {block::kEventFlagsV2, BlockKind::kEvent, 2, true},
    {block::kEventV2, BlockKind::kEvent, 2},
    {block::kSection, BlockKind::kSection, 1},
    {block::kMachine, BlockKind::kMachine, 1},
    {0x8002ABCD, BlockKind::kMachine, 1},
    {0x202, BlockKind::kThreads, 1},
    {0x8000ABCD, BlockKind::kThreads, 1},
    {0x207, BlockKind::kThreads, 2},
    {0x8013ABCD, BlockKind::kThreads, 2},
    {0x209, BlockKind::kThreads, 3},
    {0x8014ABCD, BlockKind::kThreads, 3},
    {0x210, BlockKind::kThreads, 4},
    {0x211, BlockKind::kThreads, 5},
    {0x212, BlockKind::kThreads, 6},
    {0x213, BlockKind::kThreads, 7},
    {0x214, BlockKind::kThreads, 8},
    {block::kThreadsV9, BlockKind::kThreads, 9},
    {0x203, BlockKind::kDescriptors, 1},
    {0x8001ABCD, BlockKind::kDescriptors, 1},
    {block::kDescriptorsV2, BlockKind::kDescriptors, 2},
    {0x204, BlockKind::kEvent, 1},
    {0x8010ABCD, BlockKind::kEvent, 1},
    {0x208, BlockKind::kEvent, 1, true},
    {block::kEventV2Large, BlockKind::kEvent, 2, false, true},
    {block::kEventFlagsV2Large, BlockKind::kEvent, 2, true, true},
    {0x205, BlockKind::kInterfaces, 1},
    {0x8011ABCD, BlockKind::kInterfaces, 1},
    {block::kInterfacesV2, BlockKind::kInterfaces, 2},
    {0x206, BlockKind::kUsers, 1},
    {0x8012ABCD, BlockKind::kUsers, 1},
    {block::kUsersV2, BlockKind::kUsers, 2},
};

// The row of a code; one of kind kUnknown when no version ever wrote it.
constexpr BlockType find_block_type(uint32_t code) {
  for (const BlockType& type : kBlockTypes) {
    if (type.code == code) return type;
  }
  return {};
}

inline constexpr uint32_t kByteOrderMagic = 0x1A2B3C4D;
inline constexpr uint32_t kSwappedMagic = 0x4D3C2B1A;
inline constexpr uint16_t kMajorVersion = 1;
inline constexpr uint16_t kMinorVersion = 2;

inline constexpr uint32_t kBlockHeaderBytes = 8;
inline constexpr uint32_t kBlockTrailerBytes = 4;
inline constexpr uint32_t kBlockFrameBytes = kBlockHeaderBytes + kBlockTrailerBytes;
inline constexpr uint32_t kSectionBytes = 28;
inline constexpr uint32_t kMachineBodyBytes = 180;
inline constexpr uint32_t kHostnameBytes = 128;
inline constexpr uint32_t kEventHeaderV1Bytes = 22;
inline constexpr uint32_t kEventHeaderV2Bytes = 26;
inline constexpr uint32_t kMaxPlainEventBlockBytes = 65536 + kBlockHeaderBytes;
// Not of the format: a longer block is taken for a damaged length.
inline constexpr uint32_t kMaxBlockBytes = 256u << 20;

// Limits that known readers enforce on strings; a longer one makes them refuse the file.
inline constexpr size_t kMaxPathBytes = 1024;       // comm, exe, exepath, cwd, root
inline constexpr size_t kMaxFdNameBytes = 1023;     // also names of interfaces
inline constexpr size_t kMaxListBytes = 4096;       // args, env, cgroups
inline constexpr size_t kMaxCredentialBytes = 255;  // user and group names, home, shell
// The part of a version 9 thread entry that starts with the init process of its pid namespace is
// present only when more than this many bytes follow the root directory.
inline constexpr size_t kClassicThreadTailBytes = 29;

inline constexpr uint32_t kStateOnlyFlag = 1;  // in the flags of event blocks

}  // namespace sonde
