// RotatingWriter and the names of its files: see rotation.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/rotation.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>

namespace sonde {
namespace {

constexpr uint64_t kNsPerSecond = 1000000000;

std::string format_time(const std::string& pattern, uint64_t time_ns) {
  const std::time_t seconds = static_cast<std::time_t>(time_ns / kNsPerSecond);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 4096> text;
  const size_t length = std::strftime(text.data(), text.size(), pattern.c_str(), &local);
  return length ? std::string(text.data(), length) : pattern;
}

// Where the number goes: at the end, or before .scap.zst and the like.
size_t place_of_number(const std::string& name) {
  for (const char* ending : {".scap.gz", ".scap.zst", ".gz", ".zst"}) {
    if (name.ends_with(ending)) return name.size() - std::string_view(ending).size();
  }
  return name.size();
}

constexpr size_t kDigits = 3;

std::string padded(uint64_t number, size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

// 000 to 899, 90000 to 98999, 9900000 ...: sorted as text they are in order, however many.
std::string endless_number(uint64_t index) {
  std::string nines;
  size_t digits = kDigits;
  for (uint64_t count = 900; index >= count; count *= 10) {
    index -= count;
    nines += '9';
    ++digits;
  }
  return nines + padded(index, digits);
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

FileNames::FileNames(std::string name, const RotationOptions& options)
    : name_(std::move(name)),
      options_(options),
      by_time_(options.seconds && name_.find('%') != std::string::npos) {}

std::string FileNames::with_number(const std::string& name) const {
  const bool ring = options_.files && !by_time_;
  const std::string number =
      ring ? padded(index_ % options_.files,
                    std::max(kDigits, std::to_string(options_.files - 1).size()))
           : endless_number(index_);
  std::string numbered = name;
  return numbered.insert(place_of_number(name), "." + number);
}

std::string FileNames::time_name(uint64_t first_event_ns) {
  std::string name = format_time(name_, first_event_ns);
  const uint64_t next_ns = first_event_ns + options_.seconds * kNsPerSecond;
  const bool comes_twice =
      options_.bytes || options_.events || name == last_ || format_time(name_, next_ns) == name;
  last_ = name;
  if (comes_twice) name = with_number(name);
  in_use_.push_back(name);
  if (options_.files && in_use_.size() > options_.files) {
    obsolete_ = in_use_.front();
    in_use_.pop_front();
  }
  if (!options_.files) in_use_.clear();
  return name;
}

std::string FileNames::next(uint64_t first_event_ns) {
  obsolete_.clear();
  std::string name = name_;
  if (by_time_) {
    name = time_name(first_event_ns);
  } else if (options_.splits()) {
    is_reused_ = options_.files && index_ >= options_.files;
    name = with_number(name_);
  }
  ++index_;
  return name;
}

std::string FileNames::existing() const {
  if (by_time_ || !options_.splits()) return {};
  const size_t slash = name_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : name_.substr(0, slash + 1);
  const size_t place = place_of_number(name_);
  const std::string begin =
      name_.substr(slash == std::string::npos ? 0 : slash + 1, place - (slash + 1)) + ".";
  const std::string end = name_.substr(place);
  std::error_code ignored;
  std::string first;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string found = entry.path().filename();
    if (found.size() < begin.size() + kDigits + end.size()) continue;
    if (!found.starts_with(begin) || !found.ends_with(end)) continue;
    const std::string_view number(found.data() + begin.size(),
                                  found.size() - begin.size() - end.size());
    if (number.find_first_not_of("0123456789") != std::string_view::npos) continue;
    if (first.empty() || found < first) first = found;
  }
  return first.empty() ? first : (slash == std::string::npos ? "" : folder) + first;
}

RotatingWriter::RotatingWriter(const std::string& name, const RotationOptions& rotation,
                               const WriterOptions& options, SnapshotSource snapshot)
    : names_(name, rotation),
      rotation_(rotation),
      options_(options),
      snapshot_(std::move(snapshot)) {}

Result<std::unique_ptr<RotatingWriter>> RotatingWriter::open(const std::string& name,
                                                             const RotationOptions& rotation,
                                                             const WriterOptions& options,
                                                             SnapshotSource snapshot) {
  if (name == "-" && rotation.splits()) {
    return Error{ErrorKind::kUsage, "standard output cannot be split into several files",
                 "name a file with -w"};
  }
  std::unique_ptr<RotatingWriter> writer(
      new RotatingWriter(name, rotation, options, std::move(snapshot)));
  if (const std::string other = writer->names_.existing(); !other.empty()) {
    return Error{ErrorKind::kSystem, other + " exists: it is of another recording",
                 "remove the files of that one, or give -w another name"};
  }
  if (!writer->names_.needs_time()) {
    Result<void> opened = writer->open_next(0);
    if (!opened) return opened.error();
  }
  return writer;
}

Result<void> RotatingWriter::close_current(bool is_last) {
  Result<void> closed = is_last ? writer_->close() : writer_->close_beside();
  shown_before_ += writer_->shown_events();
  writer_.reset();
  return closed;
}

Result<void> RotatingWriter::open_next(uint64_t first_event_ns) {
  if (writer_) {
    if (Result<void> closed = close_current(false); !closed) return closed;
  }
  path_ = names_.next(first_event_ns);
  // What cannot be deleted stays: the ring then takes more room, but nothing is lost.
  if (!names_.obsolete().empty()) ::unlink(names_.obsolete().c_str());
  const bool is_piece = rotation_.splits();
  // A file that has come meanwhile is another one's, and stays as it is.
  while (is_piece && !rotation_.files && exists(path_)) path_ = names_.next(first_event_ns);
  options_.must_not_exist = is_piece && !names_.is_reused();
  // The writing of a ring's older file of this name may not have ended.
  if (names_.is_reused() && options_.queue) options_.queue->drain();
  auto opened = Writer::open(path_, options_);
  if (!opened) return opened.error();
  writer_ = opened.take();
  has_snapshot_ = false;
  events_ = 0;
  ++files_;
  return {};
}

bool RotatingWriter::is_full(uint64_t event_ns, uint64_t events, uint64_t bytes_on_disk) const {
  if (rotation_.seconds && start_s_ && event_ns / kNsPerSecond >= start_s_ + rotation_.seconds) {
    return true;
  }
  if (events == 0) return false;
  if (rotation_.bytes && bytes_on_disk > rotation_.bytes) return true;
  return rotation_.events && events >= rotation_.events;
}

bool RotatingWriter::wants_new_file(uint64_t event_ns, uint64_t waiting_events,
                                    uint64_t waiting_bytes) const {
  if (!writer_ || !has_snapshot_) return true;
  return is_full(event_ns, events_ + waiting_events, writer_->bytes_on_disk() + waiting_bytes);
}

Result<void> RotatingWriter::begin_file(uint64_t event_ns) {
  if (!writer_ || has_snapshot_) {
    Result<void> opened = open_next(event_ns);
    if (!opened) return opened;
  }
  if (has_snapshot_) return {};
  has_snapshot_ = true;
  start_s_ = event_ns / kNsPerSecond;
  return snapshot_(*writer_);
}

Result<void> RotatingWriter::restart() {
  if (!writer_ || !has_snapshot_) return {};
  Result<void> begun = writer_->restart();
  return begun ? snapshot_(*writer_) : std::move(begun);
}

// Makes the current file the one that an event of this time belongs to.
Result<void> RotatingWriter::prepare(uint64_t event_ns) {
  const bool full =
      writer_ && !rotation_.by_caller && is_full(event_ns, events_, writer_->bytes_on_disk());
  if (!writer_ || full) {
    Result<void> opened = open_next(event_ns);
    if (!opened) return opened;
  }
  if (!has_snapshot_) {
    has_snapshot_ = true;
    start_s_ = event_ns / kNsPerSecond;
    Result<void> written = snapshot_(*writer_);
    if (!written) return written;
  }
  // Recorders give some events the time 0.
  if (start_s_ == 0) start_s_ = event_ns / kNsPerSecond;
  ++events_;
  return {};
}

Result<void> RotatingWriter::write_event(const RawEvent& event, uint32_t extra_flags) {
  Result<void> ready = prepare(event.ts_ns);
  if (!ready) return ready;
  return writer_->write_event(event, extra_flags);
}

Result<void> RotatingWriter::write_call(const Call& call, uint64_t latency_ns,
                                        uint32_t extra_flags) {
  Result<void> ready = prepare(call.event.ts_ns);
  if (!ready) return ready;
  return writer_->write_call(call, latency_ns, extra_flags);
}

Result<void> RotatingWriter::flush() { return writer_ ? writer_->flush() : Result<void>(); }

Result<void> RotatingWriter::close() {
  if (!writer_) {
    if (files_ > 0 || !names_.needs_time()) return {};
    Result<void> opened = open_next(static_cast<uint64_t>(std::time(nullptr)) * kNsPerSecond);
    if (!opened) return opened;
  }
  if (!has_snapshot_) {
    has_snapshot_ = true;
    Result<void> written = snapshot_(*writer_);
    if (!written) return written;
  }
  return close_current(true);
}

}  // namespace sonde
