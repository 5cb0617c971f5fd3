// The texts that are derived from rows: help, lists, manual pages, words for completion; and the
// shells' completion scripts, run in real shells with the program beside this test.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "command/listing.h"

namespace sonde {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::set<std::string> first_words(const std::string& text) {
  std::set<std::string> words;
  for (const std::string& line : lines_of(text)) words.insert(line.substr(0, line.find('\t')));
  return words;
}

// Standard output of a command line; nothing when it failed.
std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return "";
  std::string out;
  char piece[4096];
  while (size_t got = std::fread(piece, 1, sizeof piece, pipe)) out.append(piece, got);
  return pclose(pipe) == 0 ? out : "";
}

// The folder of the program of the same build; empty when it has not been built.
std::string program_folder() {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() /
                      "userspace" / "cli";
  return std::filesystem::exists(folder / "sonde") ? folder.string() : "";
}

bool installed(const std::string& program) { return !output_of("command -v " + program).empty(); }

TEST(Help, NamesEveryOptionAndFitsTheScreen) {
  const std::string help = help_text();
  for (const OptionRow& row : option_rows()) {
    if (row.group == OptionGroup::kHidden) {
      EXPECT_EQ(help.find("--" + std::string(row.name)), std::string::npos) << row.name;
    } else if (row.letter) {
      EXPECT_NE(help.find(std::string("-") + row.letter), std::string::npos) << row.letter;
    } else {
      EXPECT_NE(help.find("--" + std::string(row.name)), std::string::npos) << row.name;
    }
  }
  for (const std::string& line : lines_of(help)) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Help, OfRunTellsOfRun) {
  const std::string help = run_help_text();
  EXPECT_NE(help.find("Usage: sonde run"), std::string::npos);
  for (const std::string& line : lines_of(help)) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Help, Wrapping) {
  EXPECT_EQ(wrapped("aa bb cc", 0, 5), "aa bb\ncc");
  EXPECT_EQ(wrapped("aa bb cc", 2, 7), "aa bb\n  cc");
  EXPECT_EQ(wrapped("verylongword b", 0, 5), "verylongword\nb");
  EXPECT_EQ(wrapped("", 3, 10), "");
}

TEST(Lists, EveryFieldOnce) {
  std::set<std::string> listed = first_words(completion_words("fields").value());
  const std::string list = field_list(false), long_list = field_list(true);
  const std::string markdown = field_list_markdown();
  for (const FieldClass& fields : field_classes()) {
    for (const Field& field : fields.fields) {
      const std::string name(field.name);
      const bool hidden = field.flags & kHidden, empty = field.flags & kNeverHasValue;
      EXPECT_EQ(list.find("\n" + name + " ") == std::string::npos &&
                    list.find("\n" + name + "\n") == std::string::npos,
                hidden)
          << name;
      EXPECT_EQ(markdown.find("`" + name + "` |") == std::string::npos, hidden) << name;
      EXPECT_TRUE(hidden || empty || listed.count(name)) << name;
    }
  }
  for (const std::string& line : lines_of(long_list)) EXPECT_LE(line.size(), 100u) << line;
}

// Formats and names as sysdig -L prints them for the same events.
TEST(Lists, Events) {
  const std::vector<std::string> lines = lines_of(event_list(false));
  const auto has = [&](const char* line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  };
  EXPECT_TRUE(has("> open(FSPATH name, FLAGS32 flags, UINT32 mode)"));
  EXPECT_TRUE(has("> signaldeliver(PID spid, PID dpid, SIGTYPE sig)"));
  EXPECT_TRUE(has("< getsockname()"));
  size_t current = 0;
  for (const EventRow& row : event_rows()) current += row.status == Status::kCurrent;
  EXPECT_EQ(lines.size(), current);
}

TEST(Completion, Words) {
  const std::set<std::string> options = first_words(completion_words("options").value());
  EXPECT_TRUE(options.count("--read") && options.count("-r") && options.count("--explain"));
  EXPECT_FALSE(options.count("--complete") || options.count("-B"));
  const std::set<std::string> events = first_words(completion_words("events").value());
  EXPECT_TRUE(events.count("openat") && events.count("switch"));
  const std::set<std::string> operators = first_words(completion_words("operators").value());
  EXPECT_TRUE(operators.count("startswith") && operators.count("="));
  EXPECT_EQ(completion_words("arg:--color").value(), "auto\nalways\nnever\n");
  EXPECT_EQ(completion_words("arg:-t").value(), "h\na\nr\nd\nD\n");
  EXPECT_FALSE(completion_words("nonsense").ok());
}

class ShellTest : public testing::Test {
 protected:
  // What bash offers for the last of the words, which are split as bash splits them.
  std::set<std::string> bash(const std::string& words) {
    const std::string command =
        "PATH=" + program_folder() +
        ":$PATH bash -c 'source " SONDE_SOURCE_DIR
        "/packaging/completions/sonde.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($#-1)); "
        "_sonde \"$1\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; "
        "printf \"%s\\n\" \"${COMPREPLY[@]}\"' x sonde " +
        words;
    std::set<std::string> offered = first_words(output_of(command));
    offered.erase("");
    return offered;
  }
};
using Words = std::set<std::string>;

TEST_F(ShellTest, Bash) {
  if (program_folder().empty()) GTEST_SKIP() << "SKIPPED: the program sonde has not been built";
  EXPECT_EQ(bash("--summ"), Words{"--summary"});
  EXPECT_EQ(bash("--color = al"), Words{"always"});
  EXPECT_EQ(bash("--color n"), Words{"never"});
  EXPECT_EQ(bash("-t ''"), (Words{"h", "a", "r", "d", "D"}));
  EXPECT_EQ(bash("-r " SONDE_SOURCE_DIR "/LICEN").count(SONDE_SOURCE_DIR "/LICENSE"), 1u);
  EXPECT_EQ(bash("proc.aen"), Words{"proc.aenv"});
  EXPECT_EQ(bash("-r a.scap fd.typec"), Words{"fd.typechar"});
  EXPECT_EQ(bash("evt.type = openat"), (Words{"openat", "openat2"}));
  EXPECT_EQ(bash("evt.type=openat"), (Words{"evt.type=openat", "evt.type=openat2"}));
  EXPECT_EQ(bash("evt.type in '(' execvea"), Words{"execveat"});
  EXPECT_EQ(bash("proc.name startsw"), Words{"startswith"});
  EXPECT_EQ(bash("-p '%proc.name %fd.typec'"), Words{"%proc.name %fd.typechar"});
  EXPECT_EQ(bash("proc.name = x an"), Words{"and"});
}

// zsh's completion system needs a terminal; here only its own pieces are run.
TEST_F(ShellTest, Zsh) {
  if (program_folder().empty()) GTEST_SKIP() << "SKIPPED: the program sonde has not been built";
  if (!installed("zsh")) GTEST_SKIP() << "SKIPPED: no zsh";
  const auto zsh = [](const std::string& words) {
    // compadd, _describe, _files and compset are stood in for by functions that print.
    return output_of(
        "PATH=" + program_folder() +
        ":$PATH zsh -fc '"
        "_describe() { print -l -- ${(P)4} }; compadd() { [[ $1 == -a ]] && print -l -- ${(P)2} };"
        "_files() { print FILES }; compset() { words[CURRENT]=${words[CURRENT]##${~2}} };"
        "words=(sonde \"$@\"); CURRENT=$#words; source " SONDE_SOURCE_DIR
        "/packaging/completions/_sonde' x " +
        words);
  };
  EXPECT_NE(zsh("--su").find("--summary:At the end"), std::string::npos);
  EXPECT_NE(zsh("-r ''").find("FILES"), std::string::npos);
  EXPECT_EQ(zsh("--color=''"), "auto\nalways\nnever\n");
  EXPECT_NE(zsh("evt.type=op").find("openat:openat"), std::string::npos);
  EXPECT_NE(zsh("proc.name ''").find("startswith"), std::string::npos);
  EXPECT_NE(zsh("-r x proc.n").find("proc.name:"), std::string::npos);
}

TEST(Manual, PagesNameTheirRows) {
  const std::string command = manual_page("sonde.1").value();
  for (const OptionRow& row : option_rows()) {
    if (row.group == OptionGroup::kHidden || !row.letter) continue;
    EXPECT_NE(command.find(std::string("Fl ") + row.letter), std::string::npos);
  }
  EXPECT_NE(manual_page("sonde-fields.7").value().find("proc.aname[N]"), std::string::npos);
  EXPECT_NE(manual_page("sonde-filter.7").value().find("startswith"), std::string::npos);
  EXPECT_FALSE(manual_page("sonde.2").ok());
}

TEST(Manual, PagesAreSoundMdoc) {
  if (!installed("mandoc")) GTEST_SKIP() << "SKIPPED: no mandoc";
  for (const char* name : {"sonde.1", "sonde-fields.7", "sonde-filter.7"}) {
    const std::string path = testing::TempDir() + name;
    std::ofstream(path) << manual_page(name).value();
    // The pages name each other, and mandoc looks for those among the installed ones.
    const std::string complaints =
        output_of("mandoc -T lint " + path + " | grep -v 'referenced manual not found' || true");
    EXPECT_EQ(complaints, "");
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace sonde
