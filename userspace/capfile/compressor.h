// Compressor: gzip and zstd for capture files that are written. Used by output_file.cpp alone.
// Next: output_file.h (where the compressed bytes go).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "capfile/input.h"

namespace sonde {

class Compressor {
 public:
  // kFlush: what was given so far can be decompressed from what came out. kEnd: nothing follows.
  enum class Mode : uint8_t { kMore, kFlush, kEnd };
  using Sink = std::function<void(const uint8_t*, size_t)>;

  virtual ~Compressor() = default;
  // Compresses the bytes and hands what comes out to `sink`. False: it cannot, and never again.
  virtual bool compress(const uint8_t* bytes, size_t count, Mode mode, const Sink& sink) = 0;
  // Whether speed counts more than size from now on.
  virtual void hurry(bool hurried) = 0;
};

// nullptr for kNone. `level` is of the compressor's own scale, 0 = its default. `threads` may be
// used beside the caller's; 0 = the caller's alone.
std::unique_ptr<Compressor> compressor_of(Compression compression, int level, int threads);

}  // namespace sonde
