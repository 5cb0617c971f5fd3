// Layouts against the conversions that the newest reader of the format makes: for every event and
// number of parameters that it converts, its steps are followed to the end and the origin of each
// parameter is compared with ours. Both answer the same question by different means: it by a table
// of steps, we by names.
// SPDX-License-Identifier: Apache-2.0
#include "schema/layout.h"

#include <map>
#include <set>
#include <vector>

#include "facts.h"
#include "schema/event_params.h"

namespace sonde {
namespace {

using From = Layout::From;
struct Origin {
  From from = From::kNowhere;
  uint32_t index = 0;
  bool operator==(const Origin&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Origin& origin) {
  const char* names[] = {"self", "enter", "nowhere"};
  return out << names[static_cast<int>(origin.from)] << ' ' << origin.index;
}

// Parameters that we take from elsewhere than the other reader, and why.
const std::map<std::pair<std::string_view, std::string_view>, std::string_view> kDeviations = {
    {{"SYSCALL_BRK_1_X", "vm_size"},
     "the other reader puts the argument of the call, 4 bytes called size, where the size of the "
     "address space belongs"},
};

class Converter {
 public:
  explicit Converter(const Json::Value& events) : events_(events) {}

  // Where the parameters of the final event come from; `final_id` is what it became.
  std::vector<Origin> convert(uint32_t id, uint32_t nparams, uint32_t& final_id) const {
    const uint32_t recorded = id;
    std::vector<Origin> origins;
    for (uint32_t i = 0; i < nparams; ++i) origins.push_back({From::kSelf, i});
    for (int step = 0; step < 50; ++step) {
      const Json::Value* entry = find_entry(id, origins.size());
      if (!entry || (*entry)["action"] == "pass") break;
      std::vector<Origin> filled;
      for (const Json::Value& fill : (*entry)["fill"])
        filled.push_back(fill_one(fill, origins, recorded));
      if ((*entry)["action"] == "change_type") {
        id = (*entry)["to"].asUInt();
        origins = filled;
      } else {
        origins.insert(origins.end(), filled.begin(), filled.end());
      }
    }
    final_id = id;
    return origins;
  }

 private:
  const Json::Value* find_entry(uint32_t id, size_t nparams) const {
    for (const Json::Value& entry : events_[id]["capture_conversion"])
      if (entry["nparams"].asUInt() == nparams) return &entry;
    return nullptr;
  }
  Origin fill_one(const Json::Value& fill, const std::vector<Origin>& origins,
                  uint32_t recorded) const {
    uint32_t index = fill["param"].asUInt();
    if (fill["from"] == "old") return origins.at(index);
    // The enter event is converted too; parameters that it gains on the way are empty.
    if (fill["from"] == "enter" && index < events_[recorded - 1]["params"].size())
      return {From::kEnter, index};
    return {};
  }
  const Json::Value& events_;
};

TEST_F(EventFactsTest, LayoutsTakeParametersFromWhereTheNewestReaderDoes) {
  Converter converter(facts_["events"]);
  size_t compared = 0;
  std::set<std::string_view> deviating;
  for (const Json::Value& fact : facts_["events"]) {
    uint16_t id = fact["id"].asUInt();
    const EventRow& row = event_row(id);
    if (!row.exit && row.is_syscall()) continue;  // calls are understood at their exit
    for (const Json::Value& entry : fact["capture_conversion"]) {
      uint32_t nparams = entry["nparams"].asUInt(), final_id = 0;
      std::vector<Origin> expected = converter.convert(id, nparams, final_id);
      const Layout& layout = layout_of(id, nparams);
      SCOPED_TRACE(std::string(row.symbol) + " with " + std::to_string(nparams));
      ASSERT_EQ(layout.row->id, final_id);
      ASSERT_EQ(layout.row->format_params(), expected.size());
      bool enter = false, identity = final_id == id;
      for (uint32_t i = 0; i < expected.size(); ++i) {
        std::string_view param = layout.row->params[i].name;
        const Layout::Source& source = layout.source[i];
        Origin got{source.from, source.from == From::kNowhere ? 0u : source.index};
        enter |= got.from == From::kEnter;
        identity &= got == Origin{From::kSelf, i};
        if (kDeviations.count({row.symbol, param})) {
          EXPECT_FALSE(got == expected[i]) << param << " deviates no more: remove it from the list";
          deviating.insert(row.symbol);
          continue;
        }
        EXPECT_EQ(got, expected[i]) << param;
        ++compared;
      }
      EXPECT_EQ(layout.needs_enter, enter);
      EXPECT_EQ(layout.identity, identity);
    }
  }
  EXPECT_GT(compared, 1000u);
  EXPECT_EQ(deviating.size(), kDeviations.size());
}

TEST_F(EventFactsTest, EventsWithAllParametersOfACurrentRowAreReadAsTheyAre) {
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent) continue;
    for (uint32_t nparams : {uint32_t(row.params.size()), 39u, 40u, 64u, ~0u}) {
      if (nparams < row.params.size()) continue;
      const Layout& layout = layout_of(row.id, nparams);
      EXPECT_TRUE(layout.identity) << row.symbol;
      EXPECT_FALSE(layout.needs_enter) << row.symbol;
      EXPECT_EQ(layout.row, &row);
      EXPECT_EQ(layout.nparams, row.params.size());
    }
  }
}

// An event made of 64-bit parameters, one for each value.
struct MadeEvent {
  MadeEvent(EventId id, std::vector<std::vector<uint8_t>> values) {
    for (const auto& value : values) {
      lengths.push_back(static_cast<uint16_t>(value.size()));
      bytes.insert(bytes.end(), value.begin(), value.end());
    }
    event.id = static_cast<uint16_t>(id);
    event.nparams = static_cast<uint32_t>(values.size());
    event.lengths = reinterpret_cast<const uint8_t*>(lengths.data());
    event.params = bytes.data();
    event.params_bytes = static_cast<uint32_t>(bytes.size());
  }
  MadeEvent(const MadeEvent&) = delete;
  std::vector<uint16_t> lengths;
  std::vector<uint8_t> bytes;
  RawEvent event;
};
std::vector<uint8_t> s64(int64_t value) {
  std::vector<uint8_t> bytes(8);
  std::memcpy(bytes.data(), &value, 8);
  return bytes;
}
Call call_of(const MadeEvent& exit, const MadeEvent* enter) {
  return {exit.event, enter ? &enter->event : nullptr,
          layout_of(exit.event.id, exit.event.nparams)};
}

TEST(Layout, ACloseOf2018GetsItsDescriptorFromTheEnterEvent) {
  MadeEvent enter(EventId::SYSCALL_CLOSE_E, {s64(7)}), exit(EventId::SYSCALL_CLOSE_X, {s64(0)});
  Call call = call_of(exit, &enter);
  EXPECT_TRUE(call.layout.needs_enter);
  EXPECT_EQ(call.get<int64_t>(ev::SYSCALL_CLOSE_X::fd, -1), 7);
  EXPECT_EQ(call.get<int64_t>(ev::SYSCALL_CLOSE_X::res, -1), 0);
  Call lonely = call_of(exit, nullptr);
  EXPECT_FALSE(lonely.has(ev::SYSCALL_CLOSE_X::fd));
  EXPECT_EQ(lonely.get<int64_t>(ev::SYSCALL_CLOSE_X::fd, -1), -1);
}

TEST(Layout, AnOldDupCallsItsDescriptorDifferently) {
  MadeEvent enter(EventId::SYSCALL_DUP_E, {s64(3)}), exit(EventId::SYSCALL_DUP_X, {s64(9)});
  Call call = call_of(exit, &enter);
  EXPECT_EQ(call.row().symbol, "SYSCALL_DUP_1_X");
  EXPECT_EQ(call.get<int64_t>(ev::SYSCALL_DUP_1_X::res), 9);
  EXPECT_EQ(call.get<int64_t>(ev::SYSCALL_DUP_1_X::oldfd), 3);
}

TEST(Layout, AnOldBpfKeepsATypeByteInFrontOfItsResult) {
  std::vector<uint8_t> dynamic = s64(12);
  dynamic.insert(dynamic.begin(), 0);
  MadeEvent enter(EventId::SYSCALL_BPF_E, {s64(5)}), exit(EventId::SYSCALL_BPF_X, {dynamic});
  Call call = call_of(exit, &enter);
  EXPECT_EQ(call.row().symbol, "SYSCALL_BPF_2_X");
  EXPECT_EQ(call.get<int64_t>(ev::SYSCALL_BPF_2_X::fd), 12);
  EXPECT_EQ(call.get<int32_t>(ev::SYSCALL_BPF_2_X::cmd), 5);
  MadeEvent empty(EventId::SYSCALL_BPF_X, {{0}});
  EXPECT_FALSE(call_of(empty, nullptr).has(ev::SYSCALL_BPF_2_X::fd));
}

TEST(Layout, AnEnterEventWithFewerParametersThanItsRowYieldsNothingForTheRest) {
  MadeEvent enter(EventId::SOCKET_CONNECT_E, {s64(4)});
  MadeEvent exit(EventId::SOCKET_CONNECT_X, {s64(0), {}});
  Call call = call_of(exit, &enter);
  EXPECT_EQ(call.get<int64_t>(ev::SOCKET_CONNECT_X::fd), 4);
  EXPECT_FALSE(call.has(ev::SOCKET_CONNECT_X::addr));
}

TEST(Layout, AnOldExecHasItsEnvironmentTwoPlacesFurtherToday) {
  using namespace ev;
  std::vector<std::vector<uint8_t>> values(SYSCALL_EXECVE_14_X::kParams);
  values[SYSCALL_EXECVE_14_X::env] = {'A', '=', '1', 0};
  MadeEvent exit(EventId::SYSCALL_EXECVE_14_X, values);
  Call call = call_of(exit, nullptr);
  EXPECT_EQ(call.row().effect.effect, Effect::EXECS);
  EXPECT_EQ(call.text(SYSCALL_EXECVE_19_X::env), "A=1");
  EXPECT_FALSE(call.has(SYSCALL_EXECVE_19_X::comm));
}

TEST(Layout, IndicesOutsideTheRowYieldNothing) {
  MadeEvent exit(EventId::SYSCALL_CLOSE_X, {s64(0), s64(3)});
  Call call = call_of(exit, nullptr);
  EXPECT_FALSE(call.has(-1));
  EXPECT_FALSE(call.has(2));
  EXPECT_FALSE(call.has(100));
}

}  // namespace
}  // namespace sonde
