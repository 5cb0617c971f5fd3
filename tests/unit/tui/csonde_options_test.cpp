// csonde's command line: what each option stores, what is refused and how it is said.
// SPDX-License-Identifier: Apache-2.0
#include "tui/csonde_options.h"

#include <gtest/gtest.h>

#include <set>

namespace sonde {
namespace {

Result<CsondeOptions> parse(std::initializer_list<const char*> words) {
  return parse_csonde_options({words.begin(), words.size()});
}

CsondeOptions good(std::initializer_list<const char*> words) {
  Result<CsondeOptions> parsed = parse(words);
  if (parsed) return parsed.take();
  ADD_FAILURE() << parsed.error().what;
  return {};
}

std::string wrong(std::initializer_list<const char*> words) {
  const Result<CsondeOptions> parsed = parse(words);
  if (parsed) return "(accepted)";
  EXPECT_EQ(parsed.error().kind, ErrorKind::kUsage);
  const Error& error = parsed.error();
  return error.hint.empty() ? error.what : error.what + "; " + error.hint;
}

TEST(CsondeOptions, Defaults) {
  const CsondeOptions options = good({});
  EXPECT_EQ(options.verb, CsondeVerb::kRun);
  EXPECT_EQ(options.tag, "default");
  EXPECT_EQ(options.explorer.refresh_ns, 2'000'000'000u);
  EXPECT_TRUE(options.explorer.inputs.empty());
  EXPECT_FALSE(options.raw);
}

TEST(CsondeOptions, AsCsysdigHasThem) {
  const CsondeOptions options =
      good({"-r", "a.scap", "-rb.scap", "-v", "connections", "-pc", "-d500", "-ERs", "200", "-n",
            "10", "proc.name=x", "and", "fd.port=80"});
  EXPECT_EQ(options.explorer.inputs, (std::vector<std::string>{"a.scap", "b.scap"}));
  EXPECT_EQ(options.view, "connections");
  EXPECT_EQ(options.tag, "containers");
  EXPECT_EQ(options.explorer.refresh_ns, 500'000'000u);
  EXPECT_TRUE(options.explorer.exclude_users);
  EXPECT_TRUE(options.explorer.resolve_ports);
  EXPECT_EQ(options.explorer.snaplen_bytes, 200u);
  EXPECT_EQ(options.first_events, 10u);
  EXPECT_EQ(options.filter, "proc.name=x and fd.port=80");
  EXPECT_EQ(good({"--print=container"}).tag, "containers");
  EXPECT_EQ(good({"--delay=100"}).explorer.refresh_ns, 100'000'000u);
}

TEST(CsondeOptions, OurOwn) {
  const CsondeOptions options =
      good({"--history", "10m", "--history=512M", "--layout", "htop", "--theme", "mono", "--only",
            "proc.pid=1", "--ring-size", "8M", "--page-faults"});
  EXPECT_EQ(options.explorer.history_ns, 600'000'000'000u);
  EXPECT_EQ(options.explorer.history_bytes, 512ull << 20);
  EXPECT_EQ(options.layout, "htop");
  EXPECT_EQ(options.theme, "mono");
  EXPECT_EQ(options.explorer.filter, "proc.pid=1");
  EXPECT_EQ(options.explorer.ring_bytes, 8u << 20);
  EXPECT_TRUE(options.explorer.page_faults);
  EXPECT_EQ(good({"--layout=csysdig"}).layout, "csysdig");
  EXPECT_EQ(good({}).layout, "");
}

TEST(CsondeOptions, WithoutAScreen) {
  EXPECT_TRUE(good({"--raw"}).raw);
  EXPECT_TRUE(good({"--json"}).json);
  EXPECT_TRUE(good({"-j"}).json);
  EXPECT_EQ(good({"--list-views"}).verb, CsondeVerb::kListViews);
  EXPECT_EQ(good({"-l"}).verb, CsondeVerb::kListFields);
  EXPECT_EQ(good({"--list"}).verb, CsondeVerb::kListFields);
  EXPECT_EQ(good({"--help"}).verb, CsondeVerb::kHelp);
  EXPECT_EQ(good({"--version"}).verb, CsondeVerb::kVersion);
  EXPECT_EQ(good({"--complete", "arg:-v"}).verb_argument, "arg:-v");
}

TEST(CsondeOptions, DashDashEndsThem) {
  const CsondeOptions options = good({"a=1", "--", "-r", "--raw"});
  EXPECT_EQ(options.filter, "a=1 -r --raw");
  EXPECT_FALSE(options.raw);
  EXPECT_EQ(good({"-"}).filter, "-");
}

TEST(CsondeOptions, ShortenedNames) {
  EXPECT_TRUE(good({"--ra"}).raw);
  EXPECT_EQ(wrong({"--r"}),
            "--r may mean several options: --read --resolve-ports --ring-size --raw");
}

TEST(CsondeOptions, Refused) {
  EXPECT_EQ(wrong({"--raaw"}), "unknown option --raaw; did you mean --raw?");
  EXPECT_EQ(wrong({"-Z"}),
            "unknown option -Z; csonde --help lists the options; quote a filter that begins with a "
            "dash");
  EXPECT_EQ(wrong({"--raw=1"}), "--raw takes no argument");
  EXPECT_EQ(wrong({"-r"}), "-r needs an argument: FILE");
  EXPECT_EQ(wrong({"-d", "50"}), "-d needs a whole number from 100 to 3600000, not '50'");
  EXPECT_EQ(wrong({"-d", "2s"}), "-d needs a whole number from 100 to 3600000, not '2s'");
  EXPECT_EQ(wrong({"--history", "10"}),
            "--history needs a time or a size, not '10'; such as 90s, 10m, 1h or 512M, 2G; give it "
            "twice for both");
  EXPECT_EQ(wrong({"--history=99999999999999999h"}).substr(0, 35),
            "--history needs a time or a size, n");
  EXPECT_EQ(wrong({"--ring-size", "8m"}), "--ring-size needs a size, not '8m'; such as 8M");
  EXPECT_EQ(wrong({"--layout", "vi"}), "--layout is csysdig or htop, not 'vi'");
  EXPECT_EQ(wrong({"--theme", "pink"}), "--theme is dark, light or mono, not 'pink'");
  EXPECT_EQ(wrong({"-p", "%proc.name"}),
            "-p knows only c: columns about containers, not '%proc.name'; formats of lines are a "
            "matter of sonde -p");
  for (const CsondeRow& row : csonde_rows()) {
    if (row.group != CsondeGroup::kRefused) continue;
    const std::string option = "--" + std::string(row.name);
    EXPECT_NE(wrong({option.c_str(), "x"}), "(accepted)") << option;
  }
}

TEST(CsondeOptions, RowsAreSound) {
  std::set<char> letters;
  std::set<std::string_view> names;
  for (const CsondeRow& row : csonde_rows()) {
    EXPECT_TRUE(row.letter || !row.name.empty());
    EXPECT_TRUE(!row.letter || letters.insert(row.letter).second) << row.letter;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(row.doc.ends_with('.')) << row.name;
    EXPECT_TRUE(row.apply) << row.name;
  }
}

TEST(CsondeTexts, HelpAndManualNameEveryOption) {
  const std::string help = csonde_help(), manual = csonde_manual();
  for (const CsondeRow& row : csonde_rows()) {
    if (row.group == CsondeGroup::kHidden) continue;
    std::string in_manual;
    for (const char c : row.name) in_manual += c == '-' ? "\\-" : std::string(1, c);
    EXPECT_NE(help.find(row.letter ? std::string("-") + row.letter : "--" + std::string(row.name)),
              std::string::npos)
        << row.name;
    if (row.group == CsondeGroup::kRefused) continue;
    EXPECT_NE(manual.find("\\-" + in_manual), std::string::npos) << row.name;
  }
  for (size_t at = 0; at < help.size();) {
    const size_t end = help.find('\n', at);
    EXPECT_LE(end - at, 90u) << help.substr(at, end - at);
    at = end + 1;
  }
}

TEST(CsondeTexts, Completion) {
  EXPECT_NE(csonde_completion("options").value().find("--view\tID\t"), std::string::npos);
  EXPECT_EQ(csonde_completion("options").value().find("print-manual"), std::string::npos);
  EXPECT_EQ(csonde_completion("arg:--theme").value(), "dark\nlight\nmono\n");
  EXPECT_EQ(csonde_completion("arg:-d").value(), "");
  EXPECT_NE(csonde_completion("arg:-v").value().find("procs\tProcesses: "), std::string::npos);
  EXPECT_NE(csonde_completion("fields").value().find("proc.name\t"), std::string::npos);
  EXPECT_FALSE(csonde_completion("nothing").ok());
}

}  // namespace
}  // namespace sonde
