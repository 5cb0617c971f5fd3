// The parts below the panes: frames, widths of characters, keys of terminals, the line editor,
// settings, words of commands, exported tables.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "fake_explorer.h"
#include "temp_path.h"
#include "tui/pane/actions.h"
#include "tui/screen/theme.h"
#include "tui/terminal/terminal_input.h"
#include "tui/text/table_file.h"

namespace sonde {
namespace {

TEST(Frame, WideAndCombiningCharactersTakeTheirCells) {
  EXPECT_EQ(text_width("中文"), 4);
  EXPECT_EQ(text_width("e\xcc\x81"), 1);
  EXPECT_EQ(text_width("größe"), 5);
  Frame frame({6, 1});
  EXPECT_EQ(frame.put(0, 0, "a中e\xcc\x81z", Role::kText), 5);
  EXPECT_EQ(frame.text(), "a中e\xcc\x81z\n");
  frame.put(2, 0, "x", Role::kText);  // the second half of the wide one
  EXPECT_EQ(frame.text(), "a xe\xcc\x81z\n");
}

TEST(Frame, CutsAtBothEdges) {
  Frame frame({5, 1});
  frame.put(-2, 0, "abcdefgh", Role::kText);
  EXPECT_EQ(frame.text(), "cdefg\n");
  Frame half({3, 1});
  half.put(0, 0, "ab中", Role::kText);  // half of it would be outside
  EXPECT_EQ(half.text(), "ab\n");
  half.put(-1, 0, "中x", Role::kText);
  EXPECT_EQ(half.line(0), " x");
  half.put(0, 7, "below", Role::kText);
}

TEST(Frame, NothingHostilePasses) {
  Frame frame({20, 1});
  frame.put(0, 0, "a\x1b[2J\x07\xff\xe2\x80\xae|\xc2\x9b|\xef\xbb\xbf", Role::kText);
  EXPECT_EQ(frame.text(), "a�[2J���|�|�\n");
}

TEST(Frame, Clipping) {
  EXPECT_EQ(clipped("abcdef", 6), "abcdef");
  EXPECT_EQ(clipped("abcdef", 5), "abcd…");
  EXPECT_EQ(clipped("中文字", 4), "中…");
  EXPECT_EQ(clipped("abc", 0), "");
  EXPECT_EQ(clipped_front("/a/b/c.scap", 7), "…c.scap");
}

std::vector<std::string> keys_of_bytes(std::string_view bytes, bool flush = true) {
  TerminalInput input;
  std::vector<Input> inputs;
  input.feed(bytes, inputs);
  if (flush) input.flush(inputs);
  std::vector<std::string> names;
  for (const Input& at : inputs) {
    if (at.kind == Input::Kind::kKey)
      names.push_back(key_name(at.key));
    else
      names.push_back(std::to_string(static_cast<int>(at.kind)) + "@" + std::to_string(at.x) + "," +
                      std::to_string(at.y) + at.text);
  }
  return names;
}

TEST(TerminalInput, KnowsTheKeysOfTerminals) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys_of_bytes("a\r\x7f\t\x06"), (Names{"a", "Enter", "Bksp", "Tab", "Ctrl+F"}));
  EXPECT_EQ(keys_of_bytes("\x1b[A\x1bOB\x1b[1;2C\x1b[a"),
            (Names{"Up", "Down", "Shift+Right", "Shift+Up"}));
  EXPECT_EQ(keys_of_bytes("\x1bOP\x1b[11~\x1b[[A\x1b[15~\x1b[24~"),
            (Names{"F1", "F1", "F1", "F5", "F12"}));
  EXPECT_EQ(keys_of_bytes("\x1b[24;2~\x1b[1;2P"), (Names{"Shift+F12", "Shift+F1"}));
  EXPECT_EQ(keys_of_bytes("\x1b[5~\x1b[6~\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[3~"),
            (Names{"PgUp", "PgDn", "Home", "End", "Home", "End", "Del"}));
  EXPECT_EQ(keys_of_bytes("ö中"), (Names{"ö", "中"}));
}

TEST(TerminalInput, AnEscAloneIsAnEsc) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys_of_bytes("\x1b", false), Names{});
  EXPECT_EQ(keys_of_bytes("\x1b"), Names{"Esc"});
  EXPECT_EQ(keys_of_bytes("\x1b\x1b"), (Names{"Esc", "Esc"}));
  EXPECT_EQ(keys_of_bytes("\x1bq"), (Names{"Esc", "q"}));
}

TEST(TerminalInput, MouseAndPaste) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys_of_bytes("\x1b[<0;240;7M\x1b[<32;3;4M\x1b[<0;3;4m"),
            (Names{"2@239,6", "3@2,3", "4@2,3"}));
  EXPECT_EQ(keys_of_bytes("\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<2;1;1M"), (Names{"5@0,0", "6@0,0"}));
  EXPECT_EQ(keys_of_bytes("\x1b[200~q\x1b[A\x1b[201~x"), (Names{"1@0,0q\x1b[A", "x"}));
}

// As PuTTY of old and others send it that do not know the form that is asked for.
TEST(TerminalInput, TheOldFormOfTheMouseIsNoEnterAndThreeLetters) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys_of_bytes("\x1b[M q'\x1b[M@r'\x1b[M#r'q"),
            (Names{"2@80,6", "3@81,6", "4@81,6", "q"}));
  EXPECT_EQ(keys_of_bytes("\x1b[M`!!\x1b[Ma!!\x1b[M\"!!"), (Names{"5@0,0", "6@0,0"}));
  EXPECT_EQ(keys_of_bytes("\x1b[M \xff\xff"), Names{"2@222,222"});
  EXPECT_EQ(keys_of_bytes("\x1b[M q"), Names{"Esc"});
  EXPECT_EQ(keys_of_bytes("\x1bOM"), Names{"Enter"});
}

TEST(TerminalInput, BrokenUtf8KeepsNoKeyBack) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(keys_of_bytes("\xe4q", false), Names{"q"});
  EXPECT_EQ(keys_of_bytes("\xe4\xb8\x1b[A", false), Names{"Up"});
}

TEST(TerminalInput, AnEndlessSequenceIsGivenUpAtTheSamePlaceInAnyPieces) {
  for (size_t digits : {60, 61, 62, 63, 64, 65, 66, 67, 200}) {
    const std::string bytes = "\x1b[" + std::string(digits, '1') + "Aq";
    TerminalInput whole, pieces;
    std::vector<Input> one, two;
    whole.feed(bytes, one);
    for (char c : bytes) pieces.feed({&c, 1}, two);
    EXPECT_EQ(one.size(), two.size()) << digits;
    ASSERT_FALSE(one.empty());
    EXPECT_EQ(one.back().key, Key{'q'});
  }
}

TEST(TerminalInput, TakesAnyBytesInAnyPieces) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    TerminalInput whole, pieces;
    std::vector<Input> one, two;
    std::string bytes;
    for (size_t at = random() % 30; at > 0; --at) {
      static constexpr std::string_view kLikely = "\x1b\x1b\x1b[[[O<0123;;;MmAB~$\xe4\xb8\xadq";
      bytes.push_back(random() % 8 ? kLikely[random() % kLikely.size()]
                                   : static_cast<char>(random()));
    }
    whole.feed(bytes, one);
    for (char c : bytes) pieces.feed({&c, 1}, two);
    ASSERT_EQ(one.size(), two.size()) << round;
    whole.flush(one);
    pieces.flush(two);
    EXPECT_EQ(one.size(), two.size());
  }
}

TEST(LineEditor, EditsInTheMiddle) {
  LineEditor editor("proc name");
  for (const char* name : {"Home", "Right", "Right", "Right", "Right", "Del", "."}) {
    editor.on_key(*key_named(name));
  }
  EXPECT_EQ(editor.text(), "proc.name");
  editor.on_key(key::kEnd);
  editor.insert(" and x");
  editor.on_key(key::ctrl('W'));
  EXPECT_EQ(editor.text(), "proc.name and ");
  editor.on_key(key::ctrl('U'));
  EXPECT_EQ(editor.text(), "");
  editor.on_key(U'中');
  editor.on_key(key::kBackspace);
  EXPECT_EQ(editor.text(), "");
  EXPECT_FALSE(editor.on_key(key::kF1));
}

TEST(Settings, ComeBackAsTheyWere) {
  Settings settings;
  settings.path = test::temp_path("xdg/sonde/csonde.conf");
  settings.theme = "light";
  settings.layout = "htop";
  settings.hidden["procs"] = {"RES", "USER"};
  settings.sort["files"] = {"BYTES IN", false};
  ASSERT_TRUE(settings.save().ok());
  const Settings again = load_settings(settings.path);
  EXPECT_EQ(again.text(), settings.text());
  EXPECT_EQ(again.hidden, settings.hidden);
  EXPECT_EQ(again.sort, settings.sort);
  Settings odd;
  odd.read("nonsense\n= =\nhidden. = ,,\nsort.x = \n\xff = 1");
  EXPECT_EQ(odd.theme, "");
}

TEST(Commands, AreWordsBeforeValuesComeIn) {
  TableMaker maker(fake_views().find("files"), "fd.name");
  maker.column("N", "fd.name", 5, ColumnUnit::kText)
      .column("P", "proc.pid", 5, ColumnUnit::kNumber);
  maker.row("x", {"/tmp/a b; rm -rf /", "7"}).row("y", {"-rf", "-"});
  const Table& table = *maker.table();
  const auto words = command_words(table, 0, "less \"-N\" %fd.name pid=%proc.pid,");
  ASSERT_TRUE(words.ok());
  EXPECT_EQ(words.value(),
            (std::vector<std::string>{"less", "-N", "/tmp/a b; rm -rf /", "pid=7,"}));
  EXPECT_EQ(command_words(table, 1, "ls %fd.name").error().what,
            "the value of fd.name begins with a dash");
  EXPECT_EQ(command_words(table, 1, "kill %proc.pid").error().what,
            "the row has no value of proc.pid");
  EXPECT_EQ(command_words(table, 0, "x %no.field").error().what,
            "the view has no column with the field no.field");
  EXPECT_FALSE(command_words(table, 0, "  ").ok());
}

TEST(Export, KeepsNumbersInFullAndTextsWhole) {
  TableMaker maker(fake_views().find("files"), "fd.name");
  maker.column("N", "fd.name", 5, ColumnUnit::kText).column("B", "x", 5, ColumnUnit::kBytes);
  maker.row("x", {"a,\"b\"\n\xff", "123456"}).row("y", {"plain", "-"});
  const Table& table = *maker.table();
  EXPECT_EQ(table_text(table, {0, 1}, {0, 1}, "t.csv"),
            "N,B\n\"a,\"\"b\"\"\\n\xff\",123456\nplain,\n");
  EXPECT_EQ(table_text(table, {0, 1}, {0, 1}, "t.json"),
            "{\"N\":\"a,\\\"b\\\"\\n\\ufffd\",\"B\":123456}\n{\"N\":\"plain\",\"B\":null}\n");
  EXPECT_EQ(table_text(table, {1}, {0, 1}, "t.txt"), "N      B\nplain\n");
}

TEST(Export, IsForItsOwnerOnly) {
  const std::string path = testing::TempDir() + "/sonde_owner_" + std::to_string(getpid());
  ASSERT_TRUE(write_new_file(path, "names of files of others").ok());
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  unlink(path.c_str());
}

TEST(Themes, EveryRoleHasAStyle) {
  Theme theme = Theme::kMono;
  EXPECT_TRUE(theme_named("light", theme));
  EXPECT_FALSE(theme_named("neon", theme));
  for (size_t role = 0; role < static_cast<size_t>(Role::kCount); ++role) {
    const Style style = style_of(Theme::kMono, 256, static_cast<Role>(role));
    EXPECT_EQ(style.fore, -1);
    EXPECT_EQ(style.back, -1);
    EXPECT_LT(style_of(Theme::kDark, 8, static_cast<Role>(role)).fore, 8);
  }
}

}  // namespace
}  // namespace sonde
