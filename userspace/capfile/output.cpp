// Output: the buffer, the file behind it, gzip and zstd in between.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/output.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>

namespace sonde {

class Compressor {
 public:
  using Sink = std::function<void(const uint8_t*, size_t)>;
  virtual ~Compressor() = default;
  // Compresses the bytes and hands what comes out to `sink`; `end` finishes the stream.
  virtual bool compress(const uint8_t* bytes, size_t count, bool end, const Sink& sink) = 0;
};

namespace {

constexpr size_t kPackedBytes = size_t{64} << 10;

class GzipCompressor : public Compressor {
 public:
  explicit GzipCompressor(int level) : packed_(kPackedBytes, '\0') {
    std::memset(&stream_, 0, sizeof stream_);
    // 15 bits of window, +16: with a gzip header.
    ready_ = deflateInit2(&stream_, level ? level : Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
                          Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipCompressor() override {
    if (ready_) deflateEnd(&stream_);
  }
  bool compress(const uint8_t* bytes, size_t count, bool end, const Sink& sink) override {
    if (!ready_) return false;
    stream_.next_in = const_cast<Bytef*>(bytes);
    stream_.avail_in = static_cast<uInt>(count);
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      if (deflate(&stream_, end ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) return false;
      sink(reinterpret_cast<uint8_t*>(packed_.data()), packed_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return true;
  }

 private:
  z_stream stream_;
  std::string packed_;
  bool ready_ = false;
};

class ZstdCompressor : public Compressor {
 public:
  explicit ZstdCompressor(int level) : stream_(ZSTD_createCCtx()), packed_(kPackedBytes, '\0') {
    if (!stream_) return;
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_compressionLevel, level ? level : ZSTD_CLEVEL_DEFAULT);
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdCompressor() override { ZSTD_freeCCtx(stream_); }
  bool compress(const uint8_t* bytes, size_t count, bool end, const Sink& sink) override {
    if (!stream_) return false;
    ZSTD_inBuffer in{bytes, count, 0};
    for (;;) {
      ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
      size_t left = ZSTD_compressStream2(stream_, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left)) return false;
      sink(reinterpret_cast<uint8_t*>(packed_.data()), out.pos);
      if (end ? left == 0 : in.pos == in.size) return true;
    }
  }

 private:
  ZSTD_CCtx* stream_;
  std::string packed_;
};

std::unique_ptr<Compressor> compressor_of(Compression compression, int level) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipCompressor>(level);
    case Compression::kZstd:
      return std::make_unique<ZstdCompressor>(level);
    case Compression::kNone:
      break;
  }
  return nullptr;
}

}  // namespace

Output::Output(int descriptor, std::string path, std::unique_ptr<Compressor> compressor)
    : descriptor_(descriptor),
      path_(std::move(path)),
      compressor_(std::move(compressor)),
      buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferBytes + kSlackBytes)) {}

Output::~Output() {
  // A caller that needs the outcome has called close(); here no caller is left to get it.
  Result<void> ignored = close();
  static_cast<void>(ignored);
}

Result<std::unique_ptr<Output>> Output::open(const std::string& path, Compression compression,
                                             int level) {
  int descriptor = STDOUT_FILENO;
  if (path != "-") {
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) {
      return Error{ErrorKind::kSystem, "cannot write " + path + ": " + std::strerror(errno), ""};
    }
  }
  return std::unique_ptr<Output>(new Output(descriptor, path == "-" ? "standard output" : path,
                                            compressor_of(compression, level)));
}

void Output::make_room(size_t bytes) {
  hand_over();
  if (bytes <= capacity_) return;
  buffer_ = std::make_unique_for_overwrite<uint8_t[]>(bytes + kSlackBytes);
  capacity_ = bytes;
}

void Output::write(std::string_view bytes) {
  std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
}

void Output::hand_over() {
  if (failed_) {
    // The file cannot be completed any more.
  } else if (!compressor_) {
    put(buffer_.get(), used_);
  } else if (!compressor_->compress(buffer_.get(), used_, false,
                                    [this](const uint8_t* at, size_t count) { put(at, count); })) {
    failed_ = true;
    error_ = {ErrorKind::kSystem, "cannot compress " + path_, ""};
  }
  used_ = 0;
}

void Output::put(const uint8_t* bytes, size_t count) {
  while (count > 0 && !failed_) {
    ssize_t done = ::write(descriptor_, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      failed_ = true;
      error_ = {ErrorKind::kSystem, "cannot write " + path_ + ": " + std::strerror(errno), ""};
      return;
    }
    on_disk_ += static_cast<uint64_t>(done);
    bytes += done;
    count -= static_cast<size_t>(done);
  }
}

uint64_t Output::bytes_on_disk() const { return compressor_ ? on_disk_ : on_disk_ + used_; }

Result<void> Output::outcome() const {
  if (failed_) return error_;
  return {};
}

Result<void> Output::flush() {
  hand_over();
  return outcome();
}

Result<void> Output::close() {
  if (closed_) return outcome();
  closed_ = true;
  hand_over();
  if (compressor_ && !failed_) {
    compressor_->compress(nullptr, 0, true,
                          [this](const uint8_t* at, size_t count) { put(at, count); });
  }
  if (descriptor_ != STDOUT_FILENO && ::close(descriptor_) != 0 && !failed_) {
    failed_ = true;
    error_ = {ErrorKind::kSystem, "cannot write " + path_ + ": " + std::strerror(errno), ""};
  }
  return outcome();
}

}  // namespace sonde
