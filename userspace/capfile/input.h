// CaptureInput: the bytes of a capture, uncompressed, in one window of memory that moves forward.
// The reader parses blocks in place and asks for more bytes only at the window's end, so a byte of
// a plain file is copied once, by read(). Compression is found by looking at the first bytes.
// Used by: reader.h. Next: decompress.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace sonde {

enum class Compression : uint8_t { kNone, kGzip, kZstd };

class ByteSource;  // decompress.h

class CaptureInput {
 public:
  // Size of the window for blocks that fit; it grows for a block that does not.
  static constexpr size_t kWindowBytes = size_t{1} << 20;

  // A path, or "-" for standard input. `stop`, when given and set, ends the waiting for a pipe, as
  // if the input ended there; it must outlive the CaptureInput.
  // `copy`: a descriptor that gets all bytes of the uncompressed input as they are read, or -1;
  // it is closed at the end. When it cannot be written, copying ends: see copy_error().
  static Result<std::unique_ptr<CaptureInput>> open(const std::string& path,
                                                    const std::atomic<bool>* stop = nullptr,
                                                    int copy = -1);
  // Over bytes that outlive the CaptureInput; for tests and fuzzing.
  static std::unique_ptr<CaptureInput> over(Bytes memory);
  ~CaptureInput();

  // Drops what lies before `keep` (a place in the window, or its end) and reads until at least
  // `want` bytes follow, or the input ends. Returns the new window, which starts with `keep`;
  // all pointers into the old one are dead. The bytes are followed by kSlackBytes readable ones.
  Bytes refill(const uint8_t* keep, size_t want);
  static constexpr size_t kSlackBytes = 16;

  // Offset of the window's first byte in the uncompressed input.
  uint64_t offset() const { return offset_; }
  // True when the bytes of the window are the last ones.
  bool ended() const { return ended_; }
  // Why the input ended early: a damaged or cut compressed stream. Empty when it did not.
  const std::string& trouble() const;
  // A failed read(); its text names the input.
  const Error* error() const;
  // Bytes of the uncompressed input, or 0 when nobody knows.
  uint64_t known_bytes() const;
  Compression compression() const { return compression_; }
  // Why the copy has not all that was read, as errno has it; 0: it has.
  int copy_error() const { return copy_error_; }
  // What is copied whatever it comes from, and beyond that the most for each byte that was read.
  // Captures shrink to a tenth or a fortieth; what shrinks more is made to fill a disk.
  static constexpr uint64_t kFreeCopyBytes = uint64_t{64} << 20;
  static constexpr uint64_t kMaxCopyRatio = 100;
  // Consumed part of what lies on disk, 0..1, or -1 when the size is unknown.
  double progress() const;

 private:
  explicit CaptureInput(std::unique_ptr<ByteSource> source);
  void make_room(const uint8_t* keep, size_t want);
  void copy_out(const uint8_t* bytes, size_t count);

  std::unique_ptr<ByteSource> source_;
  Compression compression_ = Compression::kNone;
  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0, end_ = 0;  // the window inside the buffer
  uint64_t offset_ = 0;
  int copy_ = -1;
  int copy_error_ = 0;
  uint64_t copied_ = 0;
  bool ended_ = false;
};

}  // namespace sonde
