// The sources of bytes: descriptor, memory, gzip, zstd.
// Both decompressors accept several members or frames one after the other, as `cat` leaves them.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/decompress.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "capfile/read_ahead.h"

namespace sonde {
namespace {

class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(int descriptor, std::string path, const std::atomic<bool>* stop)
      : descriptor_(descriptor), path_(std::move(path)), stop_(stop) {
    struct stat status;
    if (fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) {
      total_bytes = static_cast<uint64_t>(status.st_size);
    }
  }
  ~DescriptorSource() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  size_t read(uint8_t* to, size_t room) override {
    for (;;) {
      if (!wait_for_bytes()) return 0;
      ssize_t got = ::read(descriptor_, to, room);
      if (got >= 0) {
        consumed_bytes += static_cast<uint64_t>(got);
        return static_cast<size_t>(got);
      }
      if (errno == EINTR) {
        if (stop_ && stop_->load(std::memory_order_relaxed)) return 0;
        continue;
      }
      error = Error{ErrorKind::kSystem, "cannot read " + path_ + ": " + std::strerror(errno), ""};
      return 0;
    }
  }

 private:
  // A read() that waits for a pipe is not ended by a flag, nor by a signal that came just before
  // it. False: no more is wanted.
  bool wait_for_bytes() const {
    constexpr int kLookEveryMs = 50;
    if (!stop_ || total_bytes) return true;
    pollfd pipe{descriptor_, POLLIN, 0};
    while (::poll(&pipe, 1, kLookEveryMs) <= 0) {
      if (stop_->load(std::memory_order_relaxed)) return false;
    }
    return true;
  }

  int descriptor_;
  std::string path_;
  const std::atomic<bool>* stop_;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(Bytes memory) : memory_(memory) { total_bytes = memory.size(); }
  size_t read(uint8_t* to, size_t room) override {
    size_t count = std::min<size_t>(room, memory_.size() - consumed_bytes);
    if (count) std::memcpy(to, memory_.data() + consumed_bytes, count);
    consumed_bytes += count;
    return count;
  }

 private:
  Bytes memory_;
};

// What the two decompressors and the plain case share: raw bytes waiting in a buffer, the first
// of which were looked at to find the kind of compression.
class BufferedSource : public ByteSource {
 public:
  static constexpr size_t kRawBytes = size_t{256} << 10;

  BufferedSource(std::unique_ptr<ByteSource> raw, std::string first)
      : raw_(std::move(raw)), first_(std::move(first)), waiting_(as_bytes(first_)) {
    total_bytes = raw_->total_bytes;
    error = raw_->error;
  }

 protected:
  // More raw bytes in waiting_; false at their end.
  bool more() {
    if (!waiting_.empty()) return true;
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<uint8_t[]>(kRawBytes);
    waiting_ = {buffer_.get(), raw_->read(buffer_.get(), kRawBytes)};
    consumed_bytes = raw_->consumed_bytes;
    if (raw_->error) error = raw_->error;
    return !waiting_.empty();
  }
  std::string place() const {
    return " at byte " + std::to_string(raw_->consumed_bytes - waiting_.size()) +
           " of the compressed input";
  }

  std::unique_ptr<ByteSource> raw_;
  std::string first_;
  Bytes waiting_;
  std::unique_ptr<uint8_t[]> buffer_;
};

class PlainSource : public BufferedSource {
 public:
  using BufferedSource::BufferedSource;
  size_t read(uint8_t* to, size_t room) override {
    size_t count = std::min(room, waiting_.size());
    if (count) {
      std::memcpy(to, waiting_.data(), count);
      waiting_ = waiting_.subspan(count);
      consumed_bytes += count;
      return count;
    }
    count = raw_->read(to, room);
    consumed_bytes = raw_->consumed_bytes;
    if (raw_->error) error = raw_->error;
    return count;
  }
};

class GzipSource : public BufferedSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> raw, std::string first)
      : BufferedSource(std::move(raw), std::move(first)) {
    compression = Compression::kGzip;
    std::memset(&stream_, 0, sizeof stream_);
    // 15 bits of window, +16: a gzip header and nothing else.
    failed_ = inflateInit2(&stream_, 15 + 16) != Z_OK;
    if (failed_) trouble = "cannot prepare to read gzip";
  }
  ~GzipSource() override { inflateEnd(&stream_); }

  size_t read(uint8_t* to, size_t room) override {
    stream_.next_out = to;
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(room, 1u << 30));
    const size_t wanted = stream_.avail_out;
    // Handing over whole windows matters more than handing over soon: but a pipe that pauses
    // must not hold back what has been decompressed.
    while (stream_.avail_out == wanted && !failed_) {
      if (!more()) {
        if (inside_) trouble = "the gzip stream is cut off" + place();
        break;
      }
      if (!inside_ && !next_member()) break;
      inflate_some();
    }
    return wanted - stream_.avail_out;
  }

 private:
  // Between members: another one follows, or padding, or what does not belong here.
  bool next_member() {
    if (first_member_ || waiting_[0] == 0x1f) {
      first_member_ = false;
      inside_ = true;
      return true;
    }
    size_t zeros = 0;
    while (zeros < waiting_.size() && waiting_[zeros] == 0) ++zeros;
    waiting_ = waiting_.subspan(zeros);
    if (waiting_.empty()) return more() && next_member();
    trouble = "bytes that are not gzip follow the compressed data" + place();
    failed_ = true;
    return false;
  }
  void inflate_some() {
    stream_.next_in = const_cast<Bytef*>(waiting_.data());
    stream_.avail_in = static_cast<uInt>(waiting_.size());
    int outcome = inflate(&stream_, Z_NO_FLUSH);
    waiting_ = waiting_.subspan(waiting_.size() - stream_.avail_in);
    if (outcome == Z_STREAM_END) {
      inside_ = false;
      inflateReset(&stream_);
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      trouble = std::string("the gzip stream is damaged (") +
                (stream_.msg ? stream_.msg : "unknown reason") + ")" + place();
      failed_ = true;
    }
  }

  z_stream stream_;
  bool first_member_ = true;
  bool inside_ = false;
  bool failed_ = false;
};

class ZstdSource : public BufferedSource {
 public:
  ZstdSource(std::unique_ptr<ByteSource> raw, std::string first)
      : BufferedSource(std::move(raw), std::move(first)), stream_(ZSTD_createDStream()) {
    compression = Compression::kZstd;
    if (!stream_) {
      failed_ = true;
      trouble = "cannot prepare to read zstd";
    }
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  size_t read(uint8_t* to, size_t room) override {
    ZSTD_outBuffer out{to, room, 0};
    while (out.pos == 0 && !failed_) {
      // The decoder may still hold output of input that it took before.
      if (!full_ && !more()) {
        if (inside_) trouble = "the zstd stream is cut off" + place();
        break;
      }
      ZSTD_inBuffer in{waiting_.data(), waiting_.size(), 0};
      size_t outcome = ZSTD_decompressStream(stream_, &out, &in);
      waiting_ = waiting_.subspan(in.pos);
      if (ZSTD_isError(outcome)) {
        trouble = std::string("the zstd stream is damaged (") + ZSTD_getErrorName(outcome) + ")" +
                  place();
        failed_ = true;
        break;
      }
      if (in.pos || out.pos) inside_ = outcome != 0;
      full_ = out.pos == out.size && outcome != 0;
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* stream_;
  bool inside_ = false;
  bool full_ = false;
  bool failed_ = false;
};

constexpr size_t kMagicBytes = 4;

}  // namespace

std::unique_ptr<ByteSource> source_of_descriptor(int descriptor, std::string path,
                                                 const std::atomic<bool>* stop) {
  return std::make_unique<DescriptorSource>(descriptor, std::move(path), stop);
}

std::unique_ptr<ByteSource> source_of_memory(Bytes memory) {
  return std::make_unique<MemorySource>(memory);
}

std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> raw) {
  std::string first(kMagicBytes, '\0');
  size_t count = 0;
  while (count < kMagicBytes) {
    size_t got = raw->read(reinterpret_cast<uint8_t*>(first.data()) + count, kMagicBytes - count);
    if (got == 0) break;
    count += got;
  }
  first.resize(count);
  if (count == kMagicBytes) {
    uint32_t magic = load<uint32_t>(as_bytes(first).data());
    const bool is_file = raw->total_bytes != 0;
    std::unique_ptr<ByteSource> plain;
    if ((magic & 0xFFFF) == 0x8B1F) {
      plain = std::make_unique<GzipSource>(std::move(raw), first);
    } else if (magic == ZSTD_MAGICNUMBER ||
               (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START) {
      plain = std::make_unique<ZstdSource>(std::move(raw), first);
    }
    if (plain && is_file) return std::make_unique<ReadAhead>(std::move(plain));
    if (plain) return plain;
  }
  return std::make_unique<PlainSource>(std::move(raw), first);
}

}  // namespace sonde
