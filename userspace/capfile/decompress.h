// ByteSource: where the uncompressed bytes of a capture come from: a descriptor, memory, or one of
// these through gzip or zstd. A damaged compressed stream ends early and says where and why.
// Used by: input.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "capfile/input.h"

namespace sonde {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills up to `room` bytes; 0 is the end.
  virtual size_t read(uint8_t* to, size_t room) = 0;

  uint64_t consumed_bytes = 0;  // of what lies on disk
  uint64_t total_bytes = 0;     // of what lies on disk; 0 = unknown
  std::string trouble;
  std::optional<Error> error;
  Compression compression = Compression::kNone;
};

// `descriptor` is closed with the source when it is not standard input.
std::unique_ptr<ByteSource> source_of_descriptor(int descriptor, std::string path,
                                                 const std::atomic<bool>* stop);
std::unique_ptr<ByteSource> source_of_memory(Bytes memory);
// Looks at the first bytes of `raw` and puts a decompressor before it when they ask for one.
std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> raw);

}  // namespace sonde
