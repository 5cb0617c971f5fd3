// Copies of captures, made as cli/run.cpp makes them, and what readers show of one: for tests that
// compare a copy with the whole.
// Used by the tests of session/ and explore/. Next: session/recording.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "print/line_format.h"
#include "session/recording.h"
#include "session/session.h"
#include "state/event_kinds.h"
#include "state/moment.h"

namespace sonde::test {

// nullptr, and a failure of the test, when it cannot be opened.
inline std::unique_ptr<Session> open_session(const std::vector<std::string>& paths,
                                             bool with_head_events = false) {
  SessionOptions options;
  options.inputs = paths;
  options.with_head_events = with_head_events;
  auto session = Session::open(std::move(options));
  EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().what);
  return session.ok() ? session.take() : nullptr;
}

inline std::unique_ptr<Session> open_session(const std::string& path,
                                             bool with_head_events = false) {
  return open_session(std::vector<std::string>{path}, with_head_events);
}

inline std::unique_ptr<Filter> compile_filter(const std::string& text) {
  auto filter = Filter::compile(text, nullptr);
  EXPECT_TRUE(filter.ok()) << text << ": " << (filter.ok() ? "" : filter.error().what);
  return filter.ok() ? std::make_unique<Filter>(filter.take()) : nullptr;
}

// Of the events of `session`, those for which matches(moment) is true go into options.path.
template <typename Matches>
void record_copy(Session& session, RecordingOptions options, Matches matches) {
  auto opened = Recording::open(std::move(options), session.state(), session.upcoming_ts_ns());
  ASSERT_TRUE(opened.ok()) << opened.error().what;
  Recording& recording = *opened.value();
  for (Session::Step step; (step = session.next()) != Session::Step::kEnd;) {
    ASSERT_NE(step, Session::Step::kFailed);
    if (step != Session::Step::kEvent) {
      ASSERT_TRUE(recording.restart(session.upcoming_ts_ns()).ok());
      continue;
    }
    const Moment& moment = session.moment();
    const bool matched = !moment.event->state_only() && matches(moment);
    ASSERT_TRUE(recording.take(moment, matched).ok());
  }
  ASSERT_TRUE(recording.close().ok());
}

// The same with a filter; nullptr = all.
inline void record_copy(const std::string& from, RecordingOptions options, Filter* filter) {
  auto session = open_session(from);
  ASSERT_TRUE(session);
  record_copy(*session, std::move(options),
              [&](const Moment& moment) { return !filter || filter->matches(moment); });
}

// A line for each event that is shown and that the filter matches, with much of what is known of
// it. The beginning of a call is left out: in a copy it is only where its end came too late, or not
// at all.
inline std::vector<std::string> lines_of(const std::string& path, Filter* filter) {
  constexpr char kFormat[] =
      "*%evt.time %evt.cpu %proc.name %thread.tid %proc.pid %proc.ppid %proc.pname %proc.aname[2] "
      "%user.name %container.id %container.name %container.image %fd.name %fd.type %proc.cwd "
      "%proc.cmdline %evt.type %evt.args";
  std::vector<std::string> lines;
  auto format = LineFormat::parse(kFormat);
  EXPECT_TRUE(format.ok());
  auto session = open_session(path);
  while (session && session->next() == Session::Step::kEvent) {
    const Moment& moment = session->moment();
    if (moment.event->state_only() || (moment.row().category & kInternal)) continue;
    if (event_kind(moment.event->id).bits & EventKind::kEnter) continue;
    if (filter && !filter->matches(moment)) continue;
    std::string line;
    format.value().append_line(line, moment);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace sonde::test
