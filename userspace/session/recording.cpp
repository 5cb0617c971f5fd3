// Writing captures: which form an event takes, and what stands at the head of each file.
// SPDX-License-Identifier: Apache-2.0
#include "session/recording.h"

#include "capfile/classic_layouts.h"
#include "session/head_table.h"
#include "session/made_event.h"
#include "state/event_kinds.h"
#include "state/moment.h"

namespace sonde {
namespace {

Compression compression_of(const RecordingOptions& options) {
  const std::string_view path = options.path;
  if (options.gzip) return Compression::kGzip;
  if (options.zstd) return Compression::kZstd;
  if (path.ends_with(".gz")) return Compression::kGzip;
  return path.ends_with(".zst") ? Compression::kZstd : Compression::kNone;
}

// An enter event whose call ends with an exit event of its own.
bool has_exit(const EventRow& row) {
  return !row.exit && row.is_syscall() && row.id + 1 < kKnownEvents &&
         event_row(static_cast<uint16_t>(row.id + 1)).status != Status::kUnused &&
         event_row(static_cast<uint16_t>(row.id + 1)).exit;
}

// A call of an event without a row of its own whose number readers of 2022 have no name for. Such a
// number ends sysdig 0.29.3, which looks beyond the end of its table.
bool has_newer_code(const RawEvent& event) {
  return event.id <= static_cast<uint16_t>(EventId::GENERIC_X) && event.param(0).size() == 2 &&
         value_of<uint16_t>(event.param(0)) >= kClassicCodes;
}

// The same event with the number that stands for "unknown"; its parameters are in `room`.
RawEvent without_code(const RawEvent& event, std::string& room) {
  room.assign(reinterpret_cast<const char*>(event.params), event.params_bytes);
  room[0] = room[1] = 0;
  RawEvent changed = event;
  changed.params = reinterpret_cast<const uint8_t*>(room.data());
  return changed;
}

}  // namespace

Recording::Recording(RecordingOptions options, const State& state)
    : options_(std::move(options)), state_(state) {
  options_.rotation.by_caller = true;
  splits_ = options_.rotation.splits();
}

Result<std::unique_ptr<Recording>> Recording::open(RecordingOptions options, const State& state,
                                                   uint64_t first_event_ns) {
  std::unique_ptr<Recording> recording(new Recording(std::move(options), state));
  WriterOptions writing;
  writing.compression = compression_of(recording->options_);
  writing.classic = recording->options_.classic;
  if (recording->options_.live) {
    recording->queue_ = std::make_unique<WriteQueue>();
    writing.queue = recording->queue_.get();
  }
  Recording* const self = recording.get();
  auto writer =
      RotatingWriter::open(recording->options_.path, recording->options_.rotation, writing,
                           [self](Writer& to) { return self->write_snapshot(to); });
  if (!writer) return writer.error();
  recording->writer_ = writer.take();
  recording->snapshot_ns_ = first_event_ns;
  if (Result<void> begun = recording->writer_->begin_file(first_event_ns); !begun) {
    return begun.error();
  }
  return recording;
}

Result<void> Recording::restart(uint64_t first_event_ns) {
  if (Result<void> done = write_held(true); !done) return done;
  snapshot_ns_ = first_event_ns;
  return writer_->restart();
}

Result<void> Recording::take(const Moment& moment, bool matched) {
  const EventRow& row = moment.row();
  // Where something is missing has to be said in a file of chosen events, too.
  if (static_cast<EventId>(moment.event->id) == EventId::SONDE_GAP) matched = true;
  // What an event of the copy says of its user and container is not in the event.
  bool wanted = matched || moment.event->state_only() || completes_snapshot(row.effect.effect);
  if (!wanted && options_.fat) {
    wanted = (row.flags & kModifiesState) || (row.category & kInternal);
  }
  return wanted ? add(moment, !matched) : pass_over(moment);
}

Result<void> Recording::add(const Moment& moment, bool hidden) {
  const RawEvent& event = *moment.event;
  if (writer_->wants_new_file(event.ts_ns, held_.events(), held_.bytes())) [[unlikely]] {
    if (Result<void> done = begin_file_if_due(event.ts_ns); !done) return done;
  }
  if (has_pieces()) {
    if (Result<void> done = add_piece(moment); !done) return done;
    known_.note(moment);
  }
  if (options_.classic) return add_classic(moment, hidden);
  if (options_.live) return writer_->write_event(event, hidden ? kStateOnly : 0);
  hold(moment, hidden);
  return write_held(false);
}

// Before the event that needs it.
Result<void> Recording::add_piece(const Moment& moment) {
  const SnapshotPiece piece = known_.needed_before(moment);
  if (piece.empty()) return {};
  MadeEvent event(EventId::ASYNCEVENT_E, moment.event->ts_ns);
  event.add_number(0);
  event.add_text(SnapshotPiece::kName);
  event.add(piece.encode());
  if (options_.live) return writer_->write_event(event.finish(), kStateOnly);
  held_.push(event.finish(), true, false);
  return {};
}

// What is held back still belongs to the file before; it may make the split unnecessary.
Result<void> Recording::begin_file_if_due(uint64_t event_ns) {
  if (Result<void> done = write_held(true); !done) return done;
  if (!writer_->wants_new_file(event_ns, 0, 0)) return {};
  snapshot_ns_ = event_ns;
  return writer_->begin_file(event_ns);
}

// Events of the classic kind stay as they are. An exit event without its enter event gets one only
// when the time of that is known, or when the event is of a layout that old readers do not know:
// others lost theirs, and an invented one would say something that nobody saw.
Result<void> Recording::add_classic(const Moment& moment, bool hidden) {
  const RawEvent& event = *moment.event;
  const uint32_t flags = hidden ? kStateOnly : 0;
  const bool is_call = event.row().exit && event.row().is_syscall();
  const bool is_known = event.id < kClassicEvents && event.nparams <= classic_nparams(event.id);
  if (has_newer_code(event)) {
    std::string room;
    return writer_->write_event(without_code(event, room), flags);
  }
  if (!is_call || moment.has_enter || (is_known && !moment.has_latency)) {
    return writer_->write_event(event, flags);
  }
  return writer_->write_call(moment.call(), moment.has_latency ? moment.latency_ns : 0, flags);
}

void Recording::hold(const Moment& moment, bool hidden) {
  const RawEvent& event = *moment.event;
  const EventRow& row = event.row();
  if (row.exit && row.is_syscall()) {
    const Call call = moment.call();
    // Only an enter event whose parameters the call takes over can go.
    held_.reconcile(event.tid, call.enter ? call.enter->num : 0, call.enter);
    // Zero would stand for "unknown".
    const uint64_t latency_ns = moment.has_latency ? std::max<uint64_t>(moment.latency_ns, 1) : 0;
    held_.push_call(call, hidden, latency_ns);
    return;
  }
  const bool waits = has_exit(row);
  if (!waits && row.effect.effect == Effect::EXITS) held_.release(event.tid);
  held_.push(event, hidden, waits);
}

Result<void> Recording::pass_time(uint64_t now_ns) {
  if (!splits_ || !writer_->wants_new_file(now_ns, held_.events(), held_.bytes())) return {};
  return begin_file_if_due(now_ns);
}

Result<void> Recording::pass_over(const Moment& moment) {
  if (Result<void> done = pass_time(moment.event->ts_ns); !done) return done;
  if (options_.classic || held_.empty()) return {};
  const EventRow& row = moment.row();
  const bool ends_call = row.is_syscall() || row.effect.effect == Effect::EXITS;
  if (!ends_call) return {};
  held_.release(moment.event->tid);
  return write_held(false);
}

Result<void> Recording::write_held(bool all) {
  while (HeldEvent* held = held_.next(all)) {
    Result<void> written = write(*held);
    held_.pop();
    if (!written) return written;
  }
  return {};
}

Result<void> Recording::write(const HeldEvent& held) {
  const uint32_t flags = held.hidden ? kStateOnly : 0;
  if (!held.is_call) return writer_->write_event(held.event, flags);
  const Call call{held.event, held.has_enter ? &held.enter : nullptr,
                  layout_of(held.event.id, held.event.nparams)};
  return writer_->write_call(call, held.latency_ns, flags);
}

Result<void> Recording::write_snapshot(Writer& writer) {
  if (has_pieces()) known_.reset(state_, !options_.process_filter);
  auto table = std::make_shared<const HeadTable>(state_, options_.process_filter, snapshot_ns_);
  const size_t bytes = table->bytes();
  return writer.write_table(bytes, [table](Writer& to) { return table->write(to); });
}

Result<void> Recording::add_containers(const std::vector<std::string>& json, uint64_t ts_ns) {
  for (const std::string& text : json) {
    MadeEvent event(EventId::CONTAINER_JSON_2_E, ts_ns);
    event.add_text(text);
    if (Result<void> done = writer_->write_event(event.finish(), kStateOnly); !done) return done;
  }
  return {};
}

Result<void> Recording::flush() { return writer_->flush(); }

Result<void> Recording::close() {
  Result<void> written = write_held(true);
  Result<void> closed = writer_->close();
  return written ? std::move(closed) : std::move(written);
}

}  // namespace sonde
