// See export_events.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/export_events.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "capfile/writer.h"
#include "session/head_table.h"
#include "session/recording.h"
#include "session/session.h"
#include "state/moment.h"

namespace sonde {
namespace {

// Creates the file, so that nothing that exists is overwritten.
Result<void> reserve(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{ErrorKind::kSystem, "cannot create " + path + ": " + std::strerror(errno),
                 errno == EEXIST ? "choose another name, or remove the file first" : ""};
  }
  ::close(fd);
  return {};
}

bool is_within(const Scope& scope, uint64_t ts_ns) {
  return ts_ns >= scope.from_ns && (!scope.to_ns || ts_ns < scope.to_ns);
}

// The number of events that readers of the file show: a call that was recorded as two is one of
// them, and what is only told for the state is none.
Result<uint64_t> copy_events(const ExportRequest& request, Session& session,
                             std::optional<Filter>& filter, const QueryContext& context) {
  std::unique_ptr<Recording> recording;
  while (true) {
    const Session::Step step = session.next();
    if (step == Session::Step::kEnd) break;
    if (step == Session::Step::kFailed) return session.error();
    if (context.is_cancelled()) break;
    if (step != Session::Step::kEvent) {
      if (!recording) continue;
      if (Result<void> ok = recording->restart(session.upcoming_ts_ns()); !ok) return ok.error();
      continue;
    }
    const Moment& moment = session.moment();
    const bool is_in_scope = is_within(request.scope, moment.event->ts_ns);
    const bool matched =
        is_in_scope && !moment.event->state_only() && (!filter || filter->matches(moment));
    if (!recording) {
      if (!matched) continue;
      RecordingOptions options;
      options.path = request.path;
      options.is_filtered = filter.has_value();
      auto opened = Recording::open(std::move(options), session.state(), moment.event->ts_ns);
      if (!opened) return opened.error();
      recording = opened.take();
    }
    Result<void> taken =
        is_in_scope ? recording->take(moment, matched) : recording->pass_over(moment);
    if (!taken) return taken.error();
  }
  if (!recording) return uint64_t{0};
  Result<void> closed = recording->close();
  if (!closed) return closed.error();
  return recording->shown_events();
}

Result<uint64_t> copy_inputs(const ExportRequest& request, const std::vector<std::string>& inputs,
                             const QueryContext& context) {
  std::optional<Filter> filter;
  if (!request.scope.filter.empty()) {
    auto compiled = Filter::compile(request.scope.filter, nullptr);
    if (!compiled) return compiled.error();
    filter.emplace(compiled.take());
  }
  SessionOptions options;
  options.inputs = inputs;
  auto session = Session::open(std::move(options));
  if (!session) return session.error();
  return copy_events(request, *session.value(), filter, context);
}

Result<uint64_t> write_kept(const ExportRequest& request, RowFilter& filter,
                            const QueryContext& context) {
  auto opened = Writer::open(request.path, {});
  if (!opened) return opened.error();
  Writer& writer = *opened.value();
  const uint64_t from_ns = std::max(request.scope.from_ns, context.index.first_ts_ns());
  if (Result<void> ok = HeadTable(context.now, nullptr, from_ns).write(writer); !ok) {
    return ok.error();
  }
  std::optional<Error> failure;
  const auto visit = [&](const Chunk& chunk, const RowBits& rows) {
    rows.for_each([&](uint32_t at) {
      const Moment* moment = failure ? nullptr : context.replay.at(chunk, at);
      if (!moment) return;
      Result<void> written = writer.write_event(*moment->event);
      if (!written) failure = written.error();
    });
  };
  for_each_chunk(context.index, filter, request.scope.from_ns, request.scope.to_ns,
                 context.cancelled, visit);
  if (failure) return *failure;
  Result<void> closed = writer.close();
  if (!closed) return closed.error();
  return writer.shown_events();
}

}  // namespace

Result<Exported> export_events(const ExportRequest& request, const std::vector<std::string>& inputs,
                               const QueryContext& context) {
  auto row_filter = context.filter(request.scope.filter);
  if (!row_filter) return row_filter.error();
  if (Result<void> made = reserve(request.path); !made) return made.error();
  Result<uint64_t> events = inputs.empty() ? write_kept(request, row_filter.value(), context)
                                           : copy_inputs(request, inputs, context);
  struct stat status = {};
  ::stat(request.path.c_str(), &status);
  // What is left behind would be in the way of the next try.
  if (!events || events.value() == 0) ::unlink(request.path.c_str());
  if (!events) return events.error();
  return Exported{events.value(), static_cast<uint64_t>(status.st_size)};
}

}  // namespace sonde
