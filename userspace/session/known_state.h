// KnownState: what a reader of a filtered copy knows of threads and descriptors, and what it has to
// be told before an event, so that it shows the event as a reader of the whole would. Only what the
// events of the copy need is told: their threads, the ancestors of those, and their descriptors.
// What is told is an event of its own that no reader shows (SnapshotPiece). Used by recording.cpp
// (to write pieces) and session.cpp (to read them).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/seeded_hash.h"
#include "state/state.h"

namespace sonde {

struct Moment;  // state/moment.h

// A piece of a snapshot between events. In a file it is an ASYNCEVENT_E of the program itself with
// the name kName; its data are blocks as those of the head, each after its code and length of 32
// bits, and kinds of its own.
struct SnapshotPiece {
  static constexpr std::string_view kName = "sonde.snapshot";

  std::vector<int64_t> gone_threads;
  std::vector<std::pair<int64_t, int64_t>> gone_descriptors;  // thread and number
  std::vector<ThreadSnapshot> threads;                        // parents before children
  std::vector<FdSnapshot> descriptors;
  std::vector<uint16_t> flags;  // of each of these: Descriptor::Flag

  bool empty() const {
    return gone_threads.empty() && gone_descriptors.empty() && threads.empty() &&
           descriptors.empty();
  }
  std::string encode() const;
};

// The data of such an event; empty when it is another.
std::string_view piece_data(const RawEvent& event);
// Brings the state to what the piece says; what is corrupt in it is left out.
void apply_piece(std::string_view data, State& state);

class KnownState {
 public:
  // At the head of a file: the reader knows all that is in the state, or, unless `everything`,
  // none of it.
  void reset(const State& state, bool everything);
  // What has to be told before this event, after the state's step to it; it is known then.
  SnapshotPiece needed_before(const Moment& moment);
  // The reader has made the step, too.
  void note(const Moment& moment);

 private:
  void need_thread(const Thread& thread, SnapshotPiece& piece);
  void need_end(int64_t tid, SnapshotPiece& piece);
  void need_with_ancestors(const State& state, const Thread& thread, SnapshotPiece& piece);
  void need_descriptor(const Thread& thread, int64_t fd, SnapshotPiece& piece);
  template <typename Visitor>
  void for_each_descriptor(const Moment& moment, bool with_new, Visitor visit) const;

  using Numbers = std::map<int64_t, DescriptorRef>;
  HashMap<int64_t, ThreadInfoRef> threads_;
  HashMap<int64_t, Numbers> descriptors_;  // by the thread that stands for the table
};

}  // namespace sonde
