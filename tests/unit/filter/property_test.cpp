// The program against the naive walk: on generated filters over made-up values, and on a set of
// filters over real captures. They share no comparing code, so an answer that both give is likely
// to be right, and one on which they differ is a bug of either.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "engine/file_engine.h"
#include "fake_fields.h"
#include "filter/operators.h"
#include "naive_walk.h"
#include "shared_folder.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {
namespace {

// Random values and filters from small alphabets, so that they often meet.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  void new_values() {
    addresses_.clear();
    texts_.clear();
    lists_.clear();
    addresses_.reserve(64);
    for (const fake::Row& row : fake::rows()) {
      const bool is_list = row.field.flags & (kList | kAnyOf | kEither);
      if (chance(7))
        fake::set(row.name, Value::none());
      else
        fake::set(row.name, is_list ? list(row.field.type) : value(row.field.type));
    }
  }

  std::string filter(int depth) {
    switch (depth > 0 ? random_() % 5 : 0) {
      case 1:
        return "(" + filter(depth - 1) + " and " + filter(depth - 1) + ")";
      case 2:
        return "(" + filter(depth - 1) + " or " + filter(depth - 1) + ")";
      case 3:
        return "not (" + filter(depth - 1) + ")";
      case 4:
        return filter(depth - 1) + " or " + filter(depth - 1) + " and " + filter(depth - 1);
      default:
        return check();
    }
  }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  std::string word() {
    static const char* const kWords[] = {"",     "a",  "b", "ab",    "/a",
                                         "/a/b", "aB", "A", "/a/c/", "b*"};
    return kWords[random_() % std::size(kWords)];
  }
  std::string number() {
    static const char* const kNumbers[] = {"0", "1", "-1", "2", "127", "255", "-128", "65535"};
    return kNumbers[random_() % std::size(kNumbers)];
  }
  IpAddress address() {
    IpAddress address;
    address.v6 = chance(3);
    address.bytes[0] = 10;
    address.bytes[address.v6 ? 15 : 3] = static_cast<uint8_t>(random_() % 3);
    return address;
  }

  Value value(Type type) {
    switch (domain_of(type).domain) {
      case Domain::kSigned:
        return Value::integer(static_cast<int64_t>(random_() % 5) - 2);
      case Domain::kUnsigned:
      case Domain::kTime:
      case Domain::kPort:
        return Value::uinteger(chance(4) ? 255 : random_() % 4);
      case Domain::kBool:
        return Value::boolean(chance(2));
      case Domain::kReal:
        return Value::real(static_cast<double>(random_() % 4) / 2);
      case Domain::kText:
        return Value::text(*texts_.emplace_back(std::make_unique<std::string>(word())));
      case Domain::kBytes:
        return Value::bytes(as_bytes(*texts_.emplace_back(std::make_unique<std::string>(word()))));
      case Domain::kAddress:
      case Domain::kNetwork:
        return Value::ip(addresses_.emplace_back(std::make_unique<IpAddress>(address())).get());
      default:
        return Value::none();
    }
  }
  Value list(Type type) {
    auto& items = *lists_.emplace_back(std::make_unique<std::vector<Value>>());
    for (size_t i = random_() % 4; i > 0; --i) items.push_back(value(type));
    return Value::list_of(items);
  }

  std::string literal(Type type, std::string_view op) {
    if (op.starts_with("b")) return chance(2) ? "61" : "2f61";
    switch (domain_of(type).domain) {
      case Domain::kBool:
        return chance(2) ? "true" : "false";
      case Domain::kReal:
        return chance(2) ? "0.5" : "1";
      case Domain::kText:
      case Domain::kBytes:
        return '"' + word() + '"';
      case Domain::kAddress:
        return chance(3) ? "a00::1" : "10.0.0." + std::to_string(random_() % 3);
      case Domain::kNetwork:
        return chance(3) ? "a00::/" + std::to_string(random_() % 129)
                         : "10.0.0.1/" + std::to_string(random_() % 33);
      case Domain::kPort:
        return chance(2) ? "1" : "255";
      case Domain::kTime:
        return chance(2) ? "2" : "1ns";
      default:
        return number();
    }
  }
  std::string literal_list(Type type, std::string_view op) {
    std::string out = "(";
    const size_t count = random_() % 4;
    for (size_t i = 0; i < count; ++i) out += (i ? ", " : "") + literal(type, op);
    return out + ")";
  }

  // May be refused (a regular expression that is none, an operator that does not fit).
  std::string check() {
    const fake::Row& row = fake::rows()[random_() % fake::rows().size()];
    const Operator& op = operators()[random_() % operators().size()];
    const Type type = row.field.type;
    std::string left = row.name;
    if (domain_of(type).domain == Domain::kText && chance(5)) left = "tolower(" + left + ")";
    const std::string head = left + " " + std::string(op.name);
    if (op.right == RightSide::kNothing) return head;
    if (chance(6)) return head + " val(" + (type == Type::CHARBUF ? "b.CHARBUF" : row.name) + ")";
    if (op.right == RightSide::kList) return head + " " + literal_list(type, op.name);
    if (op.has(kTakesModifier) && chance(4)) {
      static const char* const kWords[] = {" oneof ", " anyof ", " allof "};
      return head + kWords[random_() % 3] + literal_list(type, op.name);
    }
    return head + " " + literal(type, op.name);
  }

  std::mt19937 random_;
  std::vector<std::unique_ptr<IpAddress>> addresses_;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<std::unique_ptr<std::vector<Value>>> lists_;
};

TEST(PropertyTest, ProgramAndNaiveWalkAgreeOnGeneratedFilters) {
  Generator generator(29);
  size_t compiled = 0, matched = 0;
  for (int round = 0; round < 40000 && !testing::Test::HasFailure(); ++round) {
    Result<Filter> filter = Filter::compile(generator.filter(round % 4), nullptr, fake::lookup);
    if (!filter) continue;
    ++compiled;
    for (int i = 0; i < 3; ++i) {
      generator.new_values();
      fake::FakeMoment fake;
      const bool answer = filter.value().matches(fake.moment);
      matched += answer;
      ASSERT_EQ(answer, matches_naively(filter.value(), fake.moment)) << filter.value().text();
    }
  }
  // The generator must not have become one of nonsense.
  EXPECT_GT(compiled, 4000u);
  EXPECT_GT(matched, 2000u);
}

constexpr const char* kCaptureFilters[] = {
    "proc.name = bash",
    "proc.name != bash and evt.cpu in (0,1)",
    "evt.type in (open,openat,close)",
    "evt.dir=< and evt.rawres < 0",
    "fd.name pmatch (/etc,/usr/lib,/proc/*)",
    "fd.name glob *.so*",
    "fd.name regex \"/(etc|usr)/.*\"",
    "proc.aname = bash or proc.aname[2] contains s",
    "proc.aname != bash",
    "proc.apid in (1,2,3)",
    "fd.ip = 127.0.0.1",
    "fd.ip != 127.0.0.1",
    "fd.net in (10.0.0.0/8, 127.0.0.0/8)",
    "fd.port in (53, http, 443)",
    "fd.port != 53",
    "evt.rawarg.res < 0",
    "evt.rawarg.fd >= 3",
    "evt.rawarg.name contains lib",
    "evt.rawarg.flags = 1",
    "evt.rawarg.uid exists",
    "evt.buffer contains a",
    "evt.buffer bcontains 0a",
    "evt.is_io = true and not evt.is_wait = true",
    "evt.latency > 1ms",
    "toupper(proc.name) = BASH",
    "len(proc.cmdline) > 20",
    "basename(proc.exe) = val(proc.name)",
    "proc.name = val(proc.pname)",
    "proc.cmdline icontains PYTHON",
    "fd.types intersects (file)",
    "evt.arg.fd contains /etc or evt.arg[0] startswith 3",
    "user.name = root and group.gid != 0",
    "fd.name exists and not fd.name startswith /",
    "proc.name contains oneof (a, s)",
    "proc.args regex .*-.*",
    "fd.typechar = 'f' and fd.num < 10",
    "evt.type.is.openat = 1",
    "thread.tid = val(proc.pid)",
    "proc.vpid >= 1 and proc.nthreads > 1",
    "evt.category in (net,ipc)",
};

TEST(PropertyTest, ProgramAndNaiveWalkAgreeOnCaptures) {
  SONDE_NEED_SHARED(shared, "captures/README.md");
  for (const char* name : {"d_odd", "curl_google", "single_ipv6_conn", "d_python", "e_docker"}) {
    const std::string path = sonde::test::shared_file("captures/" + std::string(name) + ".scap");
    ASSERT_FALSE(path.empty()) << name;
    std::vector<Filter> filters;
    for (const char* text : kCaptureFilters) {
      Result<Filter> filter = Filter::compile(text, nullptr);
      ASSERT_TRUE(filter.ok()) << filter.error().what;
      filters.push_back(filter.take());
    }
    Result<std::unique_ptr<FileEngine>> engine = FileEngine::open(path);
    ASSERT_TRUE(engine.ok());
    State state;
    Scratch scratch;
    TextOptions options;
    Moment moment;
    moment.scratch = &scratch;
    moment.text = &options;
    RawEvent event;
    uint64_t events = 0;
    while (events < 20000) {
      Result<Next> next = engine.value()->next(event);
      ASSERT_TRUE(next.ok());
      if (next.value() == Next::kEnd) break;
      if (next.value() == Next::kSnapshot) state.apply(engine.value()->snapshot());
      if (next.value() != Next::kEvent) continue;
      state.step(event, moment);
      ++events;
      for (Filter& filter : filters) {
        scratch.reset();
        ASSERT_EQ(filter.matches(moment), matches_naively(filter, moment))
            << name << " event " << event.num << ": " << filter.text();
      }
    }
    EXPECT_GT(events, 20u);
  }
}

}  // namespace
}  // namespace sonde
