// Texts for roff: what is written is what mandoc shows, and a filter that is a file is seen.
// SPDX-License-Identifier: Apache-2.0
#include "command/roff.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "temp_path.h"

namespace sonde {
namespace {

// The page with this text below its head, as mandoc shows it, without its indentation.
std::string shown(const std::string& body) {
  const std::string page = test::temp_path("page.7");
  std::ofstream(page) << roff_heading("sonde", "TEST", "7") << ".Nm test\n.Nd a page\n"
                      << ".Sh DESCRIPTION\n"
                      << body << "\n";
  FILE* pipe = popen(("mandoc -T ascii " + page).c_str(), "r");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) {
    if (c == '\b')
      text.pop_back();  // bold is a letter over itself
    else
      text += static_cast<char>(c);
  }
  EXPECT_EQ(pclose(pipe), 0);
  return text;
}

TEST(Roff, TextIsShownAsItIsWritten) {
  for (const char* text : {"evt.latency > 10ms and not proc.name='a\\b'", ".Sh is no section",
                           "'quoted at the beginning'", "--style^~", "back\\slash \\fB"}) {
    EXPECT_NE(shown(roff(text)).find(text), std::string::npos) << shown(roff(text));
  }
}

TEST(Roff, WordsOfAnArgumentAreNoMacros) {
  const std::string page =
      shown(".Bl -tag -width Ds\n.It Li " + roff_argument("Fl \"x\" Ar y") + "\nwhat it is\n.El");
  EXPECT_NE(page.find("Fl \"x\" Ar y"), std::string::npos) << page;
}

TEST(Roff, EachSentenceHasItsLines) {
  EXPECT_EQ(roff_sentences("One. Two, e.g. this. Three."), "One.\nTwo, e.g. this.\nThree.\n");
  const std::string wrapped = roff_sentences(std::string(40, 'a') + " " + std::string(40, 'b'));
  EXPECT_EQ(wrapped, std::string(40, 'a') + "\n" + std::string(40, 'b') + "\n");
}

}  // namespace
}  // namespace sonde
