// RowReplay: a Moment out of a row. It shows the machine as it was at that row: the event's thread,
// the first thread of its process, its ancestors and the leaders of its session and group are put
// in place as the index's histories have them; the event comes from the store, the descriptor from
// its version. Every field works on such a Moment. Used by row_filter.cpp, view/query.cpp and
// session/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/scratch.h"
#include "base/seeded_hash.h"
#include "fields/field.h"
#include "index/dependency.h"
#include "index/event_store.h"
#include "index/index.h"
#include "index/pair_map.h"
#include "state/text_options.h"

namespace sonde {

struct Moment;

class RowReplay {
 public:
  // All must outlive the replay.
  RowReplay(const Index& index, EventStore& store, const TextOptions& text);
  ~RowReplay();

  // Users, containers and addresses as they are now; call it when they may have changed.
  void refresh(const State& now) { state_.borrow_machine(now); }

  // How values become text from now on; must outlive its use.
  void set_text(const TextOptions& text);

  // The moment of the row; valid until the next call. nullptr when the event cannot be read.
  // `parts` (RowPart, fields/field_dependency.h): what is asked of it; the rest may be missing or
  // wrong.
  const Moment* at(uint64_t row) {
    const Chunk& chunk = index_.chunk_of(row);
    return at(chunk, static_cast<uint32_t>(row - chunk.first_row));
  }
  const Moment* at(const Chunk& chunk, uint32_t at, uint8_t parts = kWholeRow);

  // fd.name, or fd.directory, of a row with Chunk::kNameFromParams, as a number that stands for the
  // text as long as Index::generation() stays; kNoName when the field has no value. Found in the
  // event once and kept, because most views ask again.
  static constexpr uint32_t kNoName = 0;
  uint32_t param_name(const Chunk& chunk, uint32_t at, bool directory);
  const std::string& param_name_text(uint32_t name) const { return param_name_texts_[name]; }

  // A moment that has a thread, and nothing happens in it: its event is a PROCINFO_E without
  // parameters. Amounts are those of `stats` if given. For what is asked of threads as such.
  const Moment& of_thread(uint32_t version, const ThreadStats* stats);
  // A moment about a descriptor: a read without parameters. `thread` may be 0.
  const Moment& of_fd(uint32_t fd, uint32_t thread);
  const Moment& of_fd(const Descriptor& fd, int64_t number, uint32_t thread);
  // The same of another kind of event; without a descriptor (0), one that is not about any.
  const Moment& of_fd_and_kind(uint32_t fd, uint16_t kind);
  // A moment that has a kind and nothing else.
  const Moment& of_kind(uint16_t kind);

 private:
  // A table of descriptors that is in place as it was after `steps` of its steps.
  struct PlacedTable {
    DescriptorTableRef table = std::make_shared<DescriptorTable>();
    const FdHistory* history = nullptr;
    size_t steps = 0;
    bool begun = false;  // false: nothing is in place yet
  };
  // What a thread had, and for which rows that holds: until the next stats.
  struct KnownStats {
    const ThreadHistory* history = nullptr;
    const ThreadStats* last = nullptr;
    size_t past = 0;  // how many thread_stats are
    uint64_t from = 1, until = 0;
  };
  // Threads that are in place with their families, as of shown_changes_. A slot is another thread's
  // as soon as shown() is called again.
  struct Shown {
    int64_t tid = -1;
    Thread* thread = nullptr;
    KnownStats own, of_leader;
    PlacedTable* placed = nullptr;  // what Thread::fds is; another table is another version
  };
  static constexpr size_t kMaxPlaced = 16384;
  static constexpr size_t kMaxShown = 64;  // a power of two

  Thread* stand_in(uint32_t version);
  Thread* show(int64_t tid, uint64_t row);
  Thread* show_family(int64_t tid, uint64_t row);
  void apply(const ThreadStats& stats, Thread& thread);
  const DescriptorRef& copy_of(uint32_t fd);
  void begin_moment();
  Shown& shown(int64_t tid, uint64_t row);
  void show_enter(Thread& thread, const Chunk& chunk, uint32_t at);
  const ThreadStats& stats_at(KnownStats& of, uint64_t row) const;
  void show_amounts(Shown& who, uint64_t row);
  void show_table(Shown& who, uint64_t table, uint64_t row);
  PlacedTable& placed_table(uint64_t table);
  void drop_tables();
  void go_to(PlacedTable& placed, uint64_t row);
  void show_named_threads(uint64_t row);
  uint32_t number_of_name(const Value& name);

  const Index& index_;
  const EventTraits* const kinds_ = event_traits();
  EventStore& store_;
  State state_;
  Scratch scratch_;
  const std::unique_ptr<Moment> moment_;
  RawEvent event_;
  std::unordered_map<uint64_t, PlacedTable> placed_;  // by ThreadVersion::table
  Shown shown_[kMaxShown];
  uint64_t shown_changes_ = 0, shown_end_ = 0, shown_generation_ = 0;
  uint64_t shown_from_ = 0, shown_until_ = 0;  // rows for which shown_ holds
  uint32_t shown_version_ = 0xFFFFFFFF;        // in thread_, of shown_generation_of_version_
  uint64_t shown_version_generation_ = 0;
  PairMap param_names_, param_folders_;  // by row
  HashMap<std::string, uint32_t> param_name_numbers_;
  std::vector<std::string> param_name_texts_ = {""};
  uint64_t param_name_generation_ = 0;
  FieldUse name_field_, directory_field_;
  Thread thread_, leader_;  // of moments without a row
  // Copies of the descriptors that were shown, by version: their owners are counted here alone.
  std::vector<DescriptorRef> copies_;
  uint64_t copies_generation_ = 0;
};

}  // namespace sonde
