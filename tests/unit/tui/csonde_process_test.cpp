// csonde as a process: signals, full disks and pipes, which a test inside of one process cannot
// show. Skipped where the program was not built.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace sonde {
namespace {

const std::string kCapture = SONDE_SOURCE_DIR "/tests/captures/d_odd.scap";

std::string csonde() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "tui/csonde";
}

struct Outcome {
  std::string out;  // what the command wrote to both
  int status = -1;  // 128 and the signal when one ended it
};

// The commands see $CSONDE and $CAPTURE. What bash says of its jobs goes nowhere.
Outcome run(const std::string& commands) {
  const std::string line = "CSONDE='" + csonde() + "' CAPTURE='" + kCapture +
                           "' SONDE_VIEWS='" SONDE_SOURCE_DIR "/views' timeout 60 bash -c '" +
                           commands + "' 2>&1";
  Outcome outcome;
  FILE* const pipe = popen(line.c_str(), "r");
  if (!pipe) return outcome;
  char piece[4096];
  for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) outcome.out.append(piece, got);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

class CsondeProcess : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(csonde())) GTEST_SKIP() << "no csonde beside this test";
  }
};

TEST_F(CsondeProcess, UserSignalsChangeNothing) {
  const Outcome plain = run("$CSONDE -r $CAPTURE --raw -v procs");
  ASSERT_EQ(plain.status, 0) << plain.out;
  ASSERT_GT(plain.out.size(), 500u);
  for (const char* signal : {"USR1", "USR2"}) {
    const Outcome seen =
        run(std::string("(cat $CAPTURE; sleep 0.6) | $CSONDE -r - --raw -v procs & sleep 0.3; "
                        "kill -") +
            signal + " $!; wait $!");
    EXPECT_EQ(seen.status, 0) << signal;
    EXPECT_EQ(seen.out, plain.out) << signal;
  }
}

TEST_F(CsondeProcess, ACopyThatDoesNotFitIsToldAndTheTableIsWhole) {
  const Outcome plain = run("$CSONDE -r $CAPTURE --raw -v files");
  ASSERT_EQ(plain.status, 0);
  const Outcome seen =
      run("gzip -c $CAPTURE > /tmp/sonde_copy_$$.gz; ulimit -f 64; "
          "$CSONDE -r /tmp/sonde_copy_$$.gz --raw -v files ; code=$?; "
          "rm /tmp/sonde_copy_$$.gz; exit $code");
  EXPECT_EQ(seen.status, 0);
  EXPECT_EQ(seen.out.substr(0, plain.out.size()), plain.out);
  EXPECT_NE(seen.out.find("temporary copy"), std::string::npos) << seen.out;
  EXPECT_NE(seen.out.find("File too large"), std::string::npos) << seen.out;
}

}  // namespace
}  // namespace sonde
