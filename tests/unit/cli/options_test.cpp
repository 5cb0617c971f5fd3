// The command line: what letters, words and their mixtures mean. What is expected comes from
// sysdig's own command line (getopt_long), as people's fingers know it.
// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <gtest/gtest.h>

#include <set>

namespace sonde {
namespace {

Result<Options> parse(std::vector<const char*> words) { return parse_options(words); }

Options parsed(std::vector<const char*> words) {
  Result<Options> options = parse(std::move(words));
  EXPECT_TRUE(options.ok()) << (options.ok() ? "" : options.error().what);
  return options.ok() ? options.take() : Options{};
}

std::string refused(std::vector<const char*> words) {
  Result<Options> options = parse(std::move(words));
  EXPECT_FALSE(options.ok());
  if (options.ok()) return "";
  EXPECT_EQ(options.error().kind, ErrorKind::kUsage);
  return options.error().what + " | " + options.error().hint;
}

TEST(Options, ArgumentsMayBeGluedOrTheNextWordOrBehindAnEqualsSign) {
  for (auto words : std::vector<std::vector<const char*>>{{"-n", "10", "-r", "a"},
                                                          {"-n10", "-ra"},
                                                          {"--numevents=10", "--read=a"},
                                                          {"--numevents", "10", "--read", "a"}}) {
    Options options = parsed(words);
    EXPECT_EQ(options.event_limit, 10u);
    ASSERT_EQ(options.inputs.size(), 1u);
    EXPECT_EQ(options.inputs[0], "a");
  }
}

TEST(Options, LettersBundle) {
  Options options = parsed({"-qSvr", "a"});
  EXPECT_TRUE(options.quiet && options.summary && options.verbose);
  EXPECT_EQ(options.inputs, std::vector<std::string>{"a"});
}

TEST(Options, EveryOtherWordIsTheFilterWhereverItStands) {
  Options options = parsed({"proc.name=cat", "-r", "a", "and", "fd.num", ">", "3", "-q"});
  EXPECT_EQ(options.filter, "proc.name=cat and fd.num > 3");
  EXPECT_TRUE(options.quiet);
  options = parsed({"-r", "a", "--", "-q", "-x"});
  EXPECT_EQ(options.filter, "-q -x");
  EXPECT_FALSE(options.quiet);
}

TEST(Options, ADashIsAFileName) {
  EXPECT_EQ(parsed({"-r", "-"}).inputs[0], "-");
  EXPECT_EQ(parsed({"-w", "-"}).output, "-");
  EXPECT_EQ(parsed({"-r-"}).inputs[0], "-");
}

TEST(Options, InputsAddUp) {
  Options options = parsed({"-r", "a", "-rb", "--read=c", "--readfile", "d"});
  EXPECT_EQ(options.inputs, (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(Options, LongNamesMayBeShortenedWhileUnambiguous) {
  EXPECT_TRUE(parsed({"--verb"}).verbose);
  EXPECT_NE(refused({"--print"}).find("needs an argument"), std::string::npos);
  EXPECT_EQ(parsed({"--print=x"}).format, "x");
  std::string message = refused({"--print-"});
  EXPECT_NE(message.find("--print-ascii"), std::string::npos) << message;
  EXPECT_NE(message.find("--print-hex"), std::string::npos) << message;
}

TEST(Options, FormatsOfTheLetterP) {
  EXPECT_EQ(parsed({"-pc"}).shape, FormatShape::kContainer);
  EXPECT_EQ(parsed({"-pcontainer"}).shape, FormatShape::kContainer);
  EXPECT_EQ(parsed({"-p", "k"}).shape, FormatShape::kKubernetes);
  EXPECT_EQ(parsed({"-pm"}).shape, FormatShape::kMesos);
  EXPECT_EQ(parsed({"-pp"}).verb, Verb::kPrintFormat);
  EXPECT_EQ(parsed({"-p%evt.num"}).format, "%evt.num");
  // The last one counts.
  EXPECT_EQ(parsed({"-p", "%evt.num", "-pc"}).format, "");
  refused({"-p", ""});
}

TEST(Options, Times) {
  EXPECT_EQ(parsed({"-th"}).time, TimeText::kClock);
  EXPECT_EQ(parsed({"-t", "a"}).time, TimeText::kAbsolute);
  EXPECT_EQ(parsed({"-tr"}).time, TimeText::kRelative);
  EXPECT_EQ(parsed({"-td"}).time, TimeText::kLatency);
  EXPECT_EQ(parsed({"-tD"}).time, TimeText::kDelta);
  refused({"-tz"});
  refused({"-t", "rd"});
}

TEST(Options, OneFormOfDataBuffersOnly) {
  EXPECT_EQ(parsed({"-A"}).buffer, BufferText::kAscii);
  EXPECT_EQ(parsed({"-x"}).buffer, BufferText::kHex);
  EXPECT_EQ(parsed({"-X", "-X"}).buffer, BufferText::kHexAscii);
  EXPECT_EQ(parsed({"--print-base64"}).buffer, BufferText::kBase64);
  for (const char* first : {"-A", "-b", "-x", "-X"}) {
    for (const char* second : {"-A", "-b", "-x", "-X"}) {
      if (std::string(first) == second) continue;
      std::string message = refused({first, second});
      EXPECT_NE(message.find(first), std::string::npos) << message;
      EXPECT_NE(message.find(second), std::string::npos) << message;
    }
  }
}

TEST(Options, NumbersMustBeNumbersAboveZero) {
  for (const char* letter : {"-n", "-M", "-s", "-C", "-G", "-e", "-W"}) {
    for (const char* value : {"x", "0", "", "-1", "1x", "99999999999999999999999", " 1"}) {
      EXPECT_NE(refused({letter, value}).find(letter), std::string::npos) << letter << value;
    }
  }
  EXPECT_EQ(parsed({"-M", "2"}).duration_limit_ns, 2'000'000'000u);
  EXPECT_EQ(parsed({"-C", "10", "-W", "5"}).rotate_megabytes, 10u);
}

TEST(Options, UnknownOnesNameTheNearest) {
  EXPECT_NE(refused({"--sumary"}).find("--summary"), std::string::npos);
  EXPECT_NE(refused({"--colour=always"}).find("--color"), std::string::npos);
  EXPECT_NE(refused({"-Z"}).find("unknown option -Z"), std::string::npos);
  EXPECT_NE(refused({"-qZ"}).find("unknown option -Z"), std::string::npos);
  EXPECT_NE(refused({"--zzzzzzzzzz"}).find("--help"), std::string::npos);
}

TEST(Options, WithoutTheirArgument) {
  EXPECT_NE(refused({"-r"}).find("FILE"), std::string::npos);
  EXPECT_NE(refused({"--write"}).find("FILE"), std::string::npos);
  EXPECT_NE(refused({"--quiet=yes"}).find("takes no argument"), std::string::npos);
  refused({"-r", ""});
}

// Whatever needs a live machine, a script or a plug-in is refused, and never means something else.
TEST(Options, WhatIsNotBuiltIsRefused) {
  for (auto words : std::vector<std::vector<const char*>>{{"-B"},
                                                          {"-B/probe.o"},
                                                          {"--bpf"},
                                                          {"--bpf=x"},
                                                          {"-k", "http://x"},
                                                          {"-K", "f"},
                                                          {"-m", "http://x"},
                                                          {"-H", "x"},
                                                          {"-I", "x"},
                                                          {"-Il"},
                                                          {"--cri", "/s"},
                                                          {"-T"},
                                                          {"-u"},
                                                          {"--modern-bpf"},
                                                          {"--gvisor-config", "x"}}) {
    EXPECT_NE(refused(words).find("| "), std::string::npos) << words[0];
  }
}

// Each letter of sysdig 0.29.3 (spec: cli.md 1.1) has a row, and no row steals one for a new use.
TEST(Options, EveryLetterOfSysdigIsKnown) {
  std::set<char> letters;
  for (const OptionRow& row : option_rows()) {
    if (!row.letter) continue;
    EXPECT_TRUE(letters.insert(row.letter).second) << row.letter << " is there twice";
  }
  for (char letter : std::string("AbxXBciCdDEeFgGhHIjkKlLmMnPpqRrSstTUuvwWz")) {
    EXPECT_TRUE(letters.count(letter)) << letter;
  }
  for (char ours : {'f', 'o'}) letters.erase(ours);
  EXPECT_EQ(letters.size(), std::string("AbxXBciCdDEeFgGhHIjkKlLmMnPpqRrSstTUuvwWz").size());
}

// What `sonde run` is given: options and filter in front of "--", the program behind it; without a
// "--" the program begins with the first word that is no option.
TEST(Options, RunTakesAProgram) {
  const Options whole = parsed({"run", "-q", "evt.failed=true", "--", "ls", "-l", "--", "x"});
  EXPECT_TRUE(whole.runs);
  EXPECT_TRUE(whole.quiet);
  EXPECT_EQ(whole.filter, "evt.failed=true");
  EXPECT_EQ(whole.command, (std::vector<std::string>{"ls", "-l", "--", "x"}));
  const Options brief = parsed({"run", "-p", "%evt.type", "ls", "-l"});
  EXPECT_EQ(brief.format, "%evt.type");
  EXPECT_EQ(brief.filter, "");
  EXPECT_EQ(brief.command, (std::vector<std::string>{"ls", "-l"}));
  EXPECT_FALSE(parsed({"proc.name=run"}).runs);
}

TEST(Options, RunWithoutAProgramIsRefused) {
  EXPECT_NE(refused({"run"}).find("needs a program"), std::string::npos);
  EXPECT_NE(refused({"run", "-q", "--"}).find("needs a program"), std::string::npos);
  EXPECT_NE(refused({"run", "-r", "a.scap", "ls"}).find("contradict"), std::string::npos);
  EXPECT_EQ(parsed({"run", "--help"}).verb, Verb::kHelp);
}

TEST(Options, SizesOfRings) {
  EXPECT_EQ(parsed({"--ring-size", "32M"}).ring_bytes, uint64_t{32} << 20);
  EXPECT_EQ(parsed({"--ring-size=128K"}).ring_bytes, uint64_t{128} << 10);
  EXPECT_EQ(parsed({"--ring-size", "1G"}).ring_bytes, uint64_t{1} << 30);
  EXPECT_EQ(parsed({"--ring-size", "1048576"}).ring_bytes, uint64_t{1} << 20);
  for (const char* wrong :
       {"64K", "2G", "3M", "0", "M", "8MB", "-1", "1e6", "99999999999999999999"}) {
    EXPECT_NE(refused({"--ring-size", wrong}).find("power of two"), std::string::npos) << wrong;
  }
}

TEST(Options, StyleOfLines) {
  EXPECT_EQ(parsed({"-r", "a"}).style, OutputStyle::kDefault);
  Options options = parsed({"-r", "a", "--style", "strace", "-t", "a", "--latency"});
  EXPECT_EQ(options.style, OutputStyle::kStrace);
  EXPECT_TRUE(options.has_time && options.latency);
  EXPECT_FALSE(parsed({"-r", "a"}).has_time);
  EXPECT_TRUE(parsed({"-r", "a", "--calls"}).call_summary);
  EXPECT_NE(refused({"-r", "a", "--style", "ltrace"}).find("strace"), std::string::npos);
}

TEST(Options, EveryRowHasASentence) {
  std::set<std::string_view> names;
  for (const OptionRow& row : option_rows()) {
    EXPECT_FALSE(row.letter == 0 && row.name.empty());
    EXPECT_TRUE(row.doc.ends_with(".")) << row.name;
    if (row.name.empty()) continue;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

}  // namespace
}  // namespace sonde
