// gzip by zlib, zstd with threads of its own; see compressor.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/compressor.h"

#include <zlib.h>
#include <zstd.h>

#include <cstring>
#include <string>

namespace sonde {
namespace {

constexpr size_t kPackedBytes = size_t{64} << 10;
// What one of zstd's threads takes at a time: the less, the sooner it is in the file.
constexpr int kJobBytes = 1 << 20;
constexpr int kFastLevel = 1;

class GzipCompressor : public Compressor {
 public:
  explicit GzipCompressor(int level)
      : level_(level ? level : Z_DEFAULT_COMPRESSION), packed_(kPackedBytes, '\0') {
    std::memset(&stream_, 0, sizeof stream_);
    // 15 bits of window, +16: with a gzip header.
    ready_ = deflateInit2(&stream_, level_, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipCompressor() override {
    if (ready_) deflateEnd(&stream_);
  }
  bool compress(const uint8_t* bytes, size_t count, Mode mode, const Sink& sink) override {
    if (!ready_) return false;
    if (hurried_ != is_fast_ && !change_level(sink)) return false;
    const int flush = mode == Mode::kEnd     ? Z_FINISH
                      : mode == Mode::kFlush ? Z_SYNC_FLUSH
                                             : Z_NO_FLUSH;
    stream_.next_in = const_cast<Bytef*>(bytes);
    stream_.avail_in = static_cast<uInt>(count);
    int outcome;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      outcome = deflate(&stream_, flush);
      if (outcome == Z_STREAM_ERROR) return false;
      sink(reinterpret_cast<uint8_t*>(packed_.data()), packed_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return mode != Mode::kEnd || outcome == Z_STREAM_END;
  }
  void hurry(bool hurried) override { hurried_ = hurried; }

 private:
  // zlib ends the block that it is in, which puts bytes out.
  bool change_level(const Sink& sink) {
    is_fast_ = hurried_;
    stream_.next_in = nullptr;
    stream_.avail_in = 0;
    int outcome;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      outcome = deflateParams(&stream_, is_fast_ ? kFastLevel : level_, Z_DEFAULT_STRATEGY);
      sink(reinterpret_cast<uint8_t*>(packed_.data()), packed_.size() - stream_.avail_out);
    } while (outcome == Z_BUF_ERROR && stream_.avail_out == 0);
    return outcome == Z_OK || outcome == Z_BUF_ERROR;
  }

  z_stream stream_;
  int level_;
  std::string packed_;
  bool ready_ = false;
  bool hurried_ = false, is_fast_ = false;
};

class ZstdCompressor : public Compressor {
 public:
  ZstdCompressor(int level, int threads)
      : stream_(ZSTD_createCCtx()),
        level_(level ? level : ZSTD_CLEVEL_DEFAULT),
        packed_(kPackedBytes, '\0') {
    if (!stream_) return;
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_compressionLevel, level_);
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
    // A library that was built without threads refuses, and then compresses in the caller's.
    if (threads < 1 || ZSTD_isError(ZSTD_CCtx_setParameter(stream_, ZSTD_c_nbWorkers, threads))) {
      return;
    }
    has_threads_ = true;
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_jobSize, kJobBytes);
  }
  ~ZstdCompressor() override { ZSTD_freeCCtx(stream_); }
  bool compress(const uint8_t* bytes, size_t count, Mode mode, const Sink& sink) override {
    if (!stream_) return false;
    const ZSTD_EndDirective directive = mode == Mode::kEnd     ? ZSTD_e_end
                                        : mode == Mode::kFlush ? ZSTD_e_flush
                                                               : ZSTD_e_continue;
    ZSTD_inBuffer in{bytes, count, 0};
    for (;;) {
      ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
      const size_t left = ZSTD_compressStream2(stream_, &out, &in, directive);
      if (ZSTD_isError(left)) return false;
      sink(reinterpret_cast<uint8_t*>(packed_.data()), out.pos);
      if (mode == Mode::kMore ? in.pos == in.size : left == 0) return true;
    }
  }
  // Inside a stream, only one with threads can change.
  void hurry(bool hurried) override {
    if (!stream_ || !has_threads_ || hurried == is_fast_) return;
    is_fast_ = hurried;
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_compressionLevel, hurried ? kFastLevel : level_);
  }

 private:
  ZSTD_CCtx* stream_;
  int level_;
  std::string packed_;
  bool has_threads_ = false, is_fast_ = false;
};

}  // namespace

std::unique_ptr<Compressor> compressor_of(Compression compression, int level, int threads) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipCompressor>(level);
    case Compression::kZstd:
      return std::make_unique<ZstdCompressor>(level, threads);
    case Compression::kNone:
      break;
  }
  return nullptr;
}

}  // namespace sonde
