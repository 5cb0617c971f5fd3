// Moments out of rows: each field says the same of a row as it said when the event was read.
// SPDX-License-Identifier: Apache-2.0
#include "index/row_replay.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "fields/field.h"
#include "index/dependency.h"
#include "indexed_capture.h"
#include "shared_folder.h"
#include "state/moment.h"

namespace sonde {
namespace {

// Fields that remember the event before, and what is told of containers: not of rows.
bool is_not_of_rows(const Field& field) {
  // What a later event told of a container is shown of all its events.
  if (field.name.starts_with("container.") || field.name.starts_with("k8s.")) return true;
  return field.flags & (kMovingMemory | kNeverHasValue);
}

std::vector<FieldUse> all_fields() {
  std::vector<FieldUse> uses;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      if (is_not_of_rows(field)) continue;
      size_t used = 0;
      auto use = parse_field(field.name, used);
      if (!use || used != field.name.size()) continue;  // wants an argument
      uses.push_back(use.take());
    }
  }
  for (const char* text : {"proc.aname[1]", "proc.aname[2]", "proc.apid[1]", "proc.acmdline[1]",
                           "evt.arg.res", "evt.arg.fd", "evt.arg[0]", "evt.rawarg.res",
                           "proc.env[PATH]", "evt.type.is.openat", "thread.cgroup.cpu"}) {
    size_t used = 0;
    auto use = parse_field(text, used);
    if (use) uses.push_back(use.take());
  }
  return uses;
}

constexpr std::string_view kNoValue = "\x01none";

std::string text_of(FieldUse& use, const Moment& moment) {
  std::string text;
  if (!append_field(text, moment, use)) text = kNoValue;
  return text;
}

// Of the repository, or of the shared folder; empty when it is not there.
std::string path_of(const std::string& name) {
  const std::string own = test::capture(name.c_str());
  if (std::filesystem::exists(own)) return own;
  return test::shared_file("captures/" + name);
}

class RowReplayTest : public testing::TestWithParam<const char*> {};

// `times`: the capture is read so often, one after the other.
void expect_the_same_of_rows(const std::string& path, size_t times) {
  std::vector<FieldUse> uses = all_fields();
  ASSERT_GT(uses.size(), 200u);
  std::vector<size_t> said;  // a hash of each text, row by row
  const std::hash<std::string> hash;
  test::IndexedCapture capture(
      path, false,
      [&](const Moment& moment, uint64_t) {
        for (FieldUse& use : uses) said.push_back(hash(text_of(use, moment)));
      },
      times);
  ASSERT_EQ(said.size(), capture.index->end_row() * uses.size());
  std::map<std::string, std::pair<size_t, std::string>> wrong;
  for (uint64_t row = 0; row < capture.index->end_row(); ++row) {
    const Moment* moment = capture.replay->at(row);
    ASSERT_TRUE(moment) << "row " << row;
    for (size_t i = 0; i < uses.size(); ++i) {
      const std::string now = text_of(uses[i], *moment);
      if (hash(now) == said[row * uses.size() + i]) continue;
      auto& first = wrong[uses[i].text];
      if (first.first++ == 0) {
        first.second = "row " + std::to_string(row) + " " + std::string(moment->row().name) +
                       ": \"" + now + "\" is not what it was";
      }
    }
  }
  for (const auto& [field, what] : wrong) {
    ADD_FAILURE() << field << ": " << what.first << " times, first " << what.second;
  }
  EXPECT_GT(said.size(), 100'000u);
}

TEST_P(RowReplayTest, SaysWhatWasSaidWhenTheEventWasRead) {
  const std::string path = path_of(GetParam());
  if (path.empty()) GTEST_SKIP() << "needs " << GetParam() << " of the shared folder";
  expect_the_same_of_rows(path, 1);
}

TEST(RowReplay, AnotherCaptureBeginsAnew) {
  expect_the_same_of_rows(test::capture("d_odd.scap"), 2);
}

// In any order: what was shown before must not stay.
TEST_P(RowReplayTest, GoesBackAndForth) {
  std::vector<std::string> names;
  size_t used = 0;
  FieldUse name = parse_field("proc.name", used).take();
  FieldUse parent = parse_field("proc.pname", used).take();
  FieldUse type = parse_field("evt.type", used).take();
  const auto log_info = [&](const Moment& moment) {
    return text_of(name, moment) + "|" + text_of(parent, moment) + "|" + text_of(type, moment);
  };
  const std::string path = path_of(GetParam());
  if (path.empty()) GTEST_SKIP() << "needs " << GetParam() << " of the shared folder";
  test::IndexedCapture capture(
      path, false, [&](const Moment& moment, uint64_t) { names.push_back(log_info(moment)); });
  uint64_t row = 7;
  for (size_t i = 0; i < 5000; ++i) {
    row = (row * 6364136223846793005u + 1442695040888963407u) % names.size();
    const Moment* moment = capture.replay->at(row);
    ASSERT_TRUE(moment);
    ASSERT_EQ(log_info(*moment), names[row]) << "row " << row;
  }
}

INSTANTIATE_TEST_SUITE_P(Captures, RowReplayTest,
                         testing::Values("d_odd.scap", "d_python.scap", "e_docker.scap"));

// Each row of the table of needs: the shorter way gives what the event gives.
class ShortWaysTest : public testing::TestWithParam<const char*> {};

TEST_P(ShortWaysTest, ShortWaysAgreeWithTheEvent) {
  const std::string path = path_of(GetParam());
  if (path.empty()) GTEST_SKIP() << "needs " << GetParam() << " of the shared folder";
  std::vector<FieldUse> uses = all_fields();
  test::IndexedCapture capture(path);
  const Index& index = *capture.index;
  std::map<std::string, std::string> wrong;
  std::set<std::string> seen;
  const uint32_t each = 1 + static_cast<uint32_t>(index.end_row() / 5000);  // of many rows some
  for (const auto& chunk : index.chunks()) {
    for (uint32_t at = 0; at < chunk->rows; at += each) {
      for (FieldUse& use : uses) {
        const DependsOn depends = dependency_of(use);
        if (depends == DependsOn::kResult) continue;
        const bool odd = chunk->cpu[at] & Chunk::kNameFromParams;
        const bool own_name = event_traits()[chunk->kind[at]].has_own_name;
        std::string short_way;
        switch (depends) {
          case DependsOn::kThread:
            if (!chunk->thread[at]) continue;
            short_way = text_of(use, capture.replay->of_thread(chunk->thread[at], nullptr));
            break;
          case DependsOn::kFd:
          case DependsOn::kThreadAndFd:
            if (odd && use.field->depends.from_params) continue;
            short_way = !chunk->fd[at]
                            ? std::string(kNoValue)
                            : text_of(use, capture.replay->of_fd(chunk->fd[at], chunk->thread[at]));
            break;
          case DependsOn::kFdAndKind:
            if (odd) continue;
            short_way =
                text_of(use, capture.replay->of_fd_and_kind(chunk->fd[at], chunk->kind[at]));
            break;
          case DependsOn::kKind:
            if (own_name) continue;
            short_way = text_of(use, capture.replay->of_kind(chunk->kind[at]));
            break;
          case DependsOn::kColumn: {
            const Value value = value_from_column(column_of(use), index, *chunk, at);
            const Moment* moment = capture.replay->at(*chunk, at);
            short_way = kNoValue;
            std::string text;
            if (value.exists() && append_value(text, value, *use.field, *moment)) short_way = text;
            break;
          }
          case DependsOn::kResult:
            continue;
          case DependsOn::kAncestors:
          case DependsOn::kThreadStats:
          case DependsOn::kEvent: {
            if (depends == DependsOn::kEvent && !kind_may_have(use, chunk->kind[at])) {
              short_way = text_of(use, capture.replay->of_kind(chunk->kind[at]));
            } else {
              short_way = text_of(use, *capture.replay->at(*chunk, at, parts_of(use)));
            }
            break;
          }
        }
        seen.insert(use.text);
        const std::string long_way = text_of(use, *capture.replay->at(*chunk, at));
        if (short_way != long_way) {
          wrong.emplace(use.text, "row " + std::to_string(chunk->first_row + at) + " " +
                                      std::string(event_row(chunk->kind[at]).name) + ": \"" +
                                      short_way + "\" instead of \"" + long_way + "\"");
        }
      }
    }
  }
  for (const auto& [field, what] : wrong) ADD_FAILURE() << field << ": " << what;
  EXPECT_GT(seen.size(), 230u);
}

INSTANTIATE_TEST_SUITE_P(Captures, ShortWaysTest,
                         testing::Values("d_odd.scap", "d_python.scap", "e_docker.scap"));

}  // namespace
}  // namespace sonde
