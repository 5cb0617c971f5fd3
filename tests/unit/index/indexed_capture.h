// A capture that has been read into an index, with what every field said while it was read: what
// the index's answers are compared with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "index/row_filter.h"
#include "index/row_replay.h"
#include "session/session.h"

namespace sonde::test {

struct IndexedCapture {
  std::unique_ptr<Session> session;
  std::unique_ptr<Index> index;
  EventStore store;
  TextOptions text;
  std::unique_ptr<RowReplay> replay;

  // Calls each(moment, row) for every event as it is read. `times`: the capture is read so often,
  // one after the other.
  explicit IndexedCapture(const std::string& path, bool keeps_events = false,
                          std::function<void(const Moment&, uint64_t)> each = {},
                          size_t times = 1) {
    SessionOptions options;
    options.inputs.assign(times, path);
    auto opened = Session::open(std::move(options));
    EXPECT_TRUE(opened.ok()) << path;
    session = opened.take();
    index = std::make_unique<Index>(keeps_events);
    for (size_t i = 0; i < times; ++i) store.add_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    uint32_t input = 0;
    index->take_snapshot(session->state());
    Session::Step step;
    while ((step = session->next()) != Session::Step::kEnd) {
      EXPECT_NE(step, Session::Step::kFailed);
      if (step == Session::Step::kNextInput) index->begin_input(++input);
      const bool all_new = step == Session::Step::kRestart || step == Session::Step::kNextInput;
      if (all_new) index->take_snapshot(session->state());
      if (step != Session::Step::kEvent || session->event().state_only()) continue;
      index->append(session->moment());
      if (each) each(session->moment(), index->end_row() - 1);
    }
    replay = std::make_unique<RowReplay>(*index, store, text);
    replay->refresh(session->state());
  }
};

// A capture of the repository that is not compressed.
inline std::string capture(const char* name) {
  return std::string(SONDE_SOURCE_DIR) + "/tests/captures/" + name;
}

}  // namespace sonde::test
