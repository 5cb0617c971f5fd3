// RotatingWriter: a capture split over several files, each of which stands for itself: it starts
// with the state of the machine as it is at that moment. Splits by size (-C), event time (-G) and
// number of events (-e); -W makes the files a ring. Names are those of sysdig's options.
// Used by session/ for -w, also when nothing is to be split. Next: writer.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "capfile/writer.h"

namespace sonde {

struct RotationOptions {
  uint64_t bytes = 0;      // a new file once one has more than this on disk; 0 = never
  uint64_t seconds = 0;    // ... once that much time has passed since its beginning; 0 = never
  uint64_t events = 0;     // ... after this many events; 0 = never
  uint32_t files = 0;      // of a ring; 0 = no ring. Without the above it means nothing
  bool by_caller = false;  // files change at begin_file() only, not by themselves

  bool splits() const { return bytes || seconds || events; }
};

// The name of each file in turn. Sorted by name they are in the order of time.
//   no split           NAME
//   bytes, events,     NAME and a number: c.scap.000, and before what says how it is compressed:
//   seconds            c.000.scap.zst. Without a ring 90000 follows 899, so that names still sort
//   seconds, % in NAME NAME as strftime() of the file's start, local time; with a number where the
//                      same name may come twice
// In a ring the number starts over; names made of times are deleted, the oldest first.
class FileNames {
 public:
  FileNames(std::string name, const RotationOptions& options);
  // The name of the next file, whose first event is at this time.
  std::string next(uint64_t first_event_ns);
  // The file that has to go because of next(); empty when none.
  const std::string& obsolete() const { return obsolete_; }
  // next() gave this name before: the file is one of the ring's.
  bool is_reused() const { return is_reused_; }
  // False when a name is known before the first event is known.
  bool needs_time() const { return by_time_; }
  // A file of a recording of this name that exists already; empty when none does, or when names are
  // made of times.
  std::string existing() const;

 private:
  std::string with_number(const std::string& name) const;
  std::string time_name(uint64_t first_event_ns);

  std::string name_;
  RotationOptions options_;
  bool by_time_;
  uint64_t index_ = 0;              // of the next file
  std::deque<std::string> in_use_;  // names made of times that a ring holds, oldest first
  std::string last_;                // made of a time, without the number
  bool is_reused_ = false;
  std::string obsolete_;
};

class RotatingWriter {
 public:
  // Writes the machine's state, as it is now, into the Writer that it is given, or gives it a table
  // that does (Writer::write_table): called once for each file, right before its first event.
  using SnapshotSource = std::function<Result<void>(Writer&)>;

  // Opens the first file at once where its name does not depend on the first event.
  static Result<std::unique_ptr<RotatingWriter>> open(const std::string& name,
                                                      const RotationOptions& rotation,
                                                      const WriterOptions& options,
                                                      SnapshotSource snapshot);
  Result<void> write_event(const RawEvent& event, uint32_t extra_flags = 0);
  Result<void> write_call(const Call& call, uint64_t latency_ns, uint32_t extra_flags = 0);
  // For a caller that holds events back, and so must choose the point of a split itself: whether
  // an event of this time belongs to another file, when so much is still on its way to this one;
  // and the beginning of that file, with the state as it is now.
  bool wants_new_file(uint64_t event_ns, uint64_t waiting_events, uint64_t waiting_bytes) const;
  Result<void> begin_file(uint64_t event_ns);
  // Another capture follows in the same file, and begins with the state as it is now.
  Result<void> restart();
  // See Writer::write_live(). For a caller that chooses the point of a split; after begin_file().
  bool write_live(const RawEvent& event) {
    ++events_;
    return writer_->write_live(event);
  }
  // Writes what is buffered, so that a reader can see it.
  Result<void> flush();
  // Also finishes a file to which no event came.
  Result<void> close();

  const std::string& path() const { return path_; }  // of the current file
  uint64_t files() const { return files_; }          // opened so far
  // What readers of all the files together show.
  uint64_t shown_events() const { return shown_before_ + (writer_ ? writer_->shown_events() : 0); }

 private:
  RotatingWriter(const std::string& name, const RotationOptions& rotation,
                 const WriterOptions& options, SnapshotSource snapshot);
  bool is_full(uint64_t event_ns, uint64_t events, uint64_t bytes_on_disk) const;
  Result<void> prepare(uint64_t event_ns);
  Result<void> open_next(uint64_t first_event_ns);
  Result<void> close_current(bool is_last);

  FileNames names_;
  RotationOptions rotation_;
  WriterOptions options_;
  SnapshotSource snapshot_;
  std::unique_ptr<Writer> writer_;
  std::string path_;
  bool has_snapshot_ = false;
  uint64_t start_s_ = 0;  // whole seconds of the current file's first event
  uint64_t events_ = 0;   // given to the current file
  uint64_t files_ = 0;
  uint64_t shown_before_ = 0;  // events that are shown, in files that are closed
};

}  // namespace sonde
