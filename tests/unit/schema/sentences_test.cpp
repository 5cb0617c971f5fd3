// The reference manual is made of the rows' sentences, and the kernel side of their sources: every
// row has both, and they make sense together.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "schema/event_table.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

bool is_sentence(std::string_view text) {
  return text.size() > 8 && text.size() < 220 && text.back() == '.' &&
         (isupper(text.front()) || isdigit(text.front())) && text.find("  ") == text.npos;
}

TEST(Sentences, EveryCurrentRowAndParameterHasOne) {
  std::map<std::string_view, std::string_view> row_of;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent) continue;
    EXPECT_TRUE(is_sentence(row.doc)) << row.symbol << ": " << row.doc;
    // Events that only precede the call that they belong to may share a sentence.
    if (row.exit) {
      EXPECT_TRUE(row_of.emplace(row.doc, row.symbol).second)
          << row.symbol << " says the same as " << row_of[row.doc];
    }
    // Arguments of calls that are recorded as they stand in registers have names and types alone.
    if (is_raw_call(row.id)) continue;
    for (const ParamRow& param : row.params)
      EXPECT_TRUE(is_sentence(param.doc)) << row.symbol << ' ' << param.name << ": " << param.doc;
  }
}

TEST(Sentences, EveryTypeAndEffectHasOne) {
  for (int type = 0; type <= static_cast<int>(Type::PID32); ++type)
    EXPECT_TRUE(is_sentence(type_row(static_cast<Type>(type)).doc)) << type;
  const std::map<std::string_view, std::string_view> kEffects = {
#define EFFECT(name, doc) {#name, doc},
#include "driver/uapi/effects.def"
  };
  for (auto [name, doc] : kEffects) EXPECT_TRUE(is_sentence(doc)) << name << ": " << doc;
}

// The doc of an effect lists its parameters in brackets; rows name no more than that.
TEST(Sentences, EffectsDescribeAsManyParametersAsRowsName) {
  const std::map<Effect, std::string_view> kEffects = {
#define EFFECT(name, doc) {Effect::name, doc},
#include "driver/uapi/effects.def"
  };
  std::set<Effect> used;
  for (const EventRow& row : event_rows()) {
    used.insert(row.effect.effect);
    std::string_view doc = kEffects.at(row.effect.effect);
    size_t open = doc.find('(');
    size_t described = 0;
    if (open != doc.npos) {
      std::string_view list = doc.substr(open, doc.find(')') - open);
      described = 1 + static_cast<size_t>(std::count(list.begin(), list.end(), ','));
    }
    for (size_t i = described; i < std::size(row.effect.param); ++i)
      EXPECT_EQ(row.effect.param[i], -1) << row.symbol;
  }
  EXPECT_EQ(used.size(), kEffects.size()) << "an effect that no row has";
}

struct Source {
  std::string_view symbol, param, source;
};
constexpr Source kSources[] = {
#define P(name, type, format, info, source, doc) Source{"", #name, #source},
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  Source{#symbol, "", ""}, params
#include "driver/uapi/events.def"
};

TEST(Sources, KernelEventsHaveASourceAndOthersHaveNone) {
  // Told by the kernel side though they are no calls.
  const std::set<std::string_view> kFromKernel = {"DROP_E", "DROP_X", "CPU_HOTPLUG_E"};
  const EventRow* row = nullptr;
  std::set<std::string_view> fetched;
  size_t params = 0;
  for (const Source& source : kSources) {
    if (source.param.empty()) {
      for (const EventRow& candidate : event_rows())
        if (candidate.symbol == source.symbol) row = &candidate;
      fetched.clear();
      continue;
    }
    ++params;
    SCOPED_TRACE(std::string(row->symbol) + " " + std::string(source.param));
    bool from_kernel = row->category & (kSyscall | kTracepoint) || kFromKernel.count(row->symbol);
    EXPECT_EQ(source.source == "HOST", !from_kernel);
    if (source.source == "RET") {
      EXPECT_EQ(row->param_index(source.param), 0) << "the result comes first";
      EXPECT_TRUE(row->exit);
    }
    // No argument is recorded twice, and there are six.
    if (source.source.starts_with("ARG") || source.source.starts_with("U")) {
      std::string_view number = source.source.substr(source.source.find('('));
      EXPECT_TRUE(fetched.insert(number).second) << number;
      EXPECT_LT(number[1], '6');
    }
    Type type = row->params[row->param_index(source.param)].type;
    bool is_text = type == Type::CHARBUF || type == Type::FSPATH || type == Type::FSRELPATH;
    EXPECT_TRUE(is_text || !source.source.starts_with("USTR"));
    EXPECT_TRUE(type_row(type).bytes > 0 || !source.source.starts_with("ARG"));
    bool is_bytes = source.source.starts_with("UBUF") || source.source.starts_with("UOUT") ||
                    source.source.starts_with("UARRAY") || source.source.starts_with("DATA");
    EXPECT_TRUE(type == Type::BYTEBUF || !is_bytes);
  }
  EXPECT_GT(params, 600u);
}

}  // namespace
}  // namespace sonde
