// The loop; see app.h. One thread: it waits in poll() for a key, a reply or a signal. What a key
// changes is drawn at once, or with the answer when that comes within a moment, so that nothing
// flickers; what replies change is drawn at most every 40 ms.
// SPDX-License-Identifier: Apache-2.0
#include "tui/app.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "base/log.h"
#include "tui/model/model.h"
#include "tui/pane/actions.h"
#include "tui/priority.h"
#include "tui/terminal/ncurses_screen.h"
#include "tui/terminal/signals.h"
#include "tui/text/table_file.h"

namespace sonde {

namespace {

constexpr int kEscWaitMs = 25;
constexpr int kDrawEveryMs = 40;
constexpr int kAnswerWaitMs = 25;
constexpr int kTickMs = 1000;

uint64_t now_ms() {
  using namespace std::chrono;
  return static_cast<uint64_t>(
      duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

// Runs one program in the foreground. Its exit status is shown when it is waited for.
void run_program(const ProgramCall& command, TerminalSignals& signals) {
  std::printf("\n$ %s\n", words_text(command.words).c_str());
  std::fflush(stdout);
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    for (int number : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT, SIGPIPE}) signal(number, SIG_DFL);
    restore_priority();
    execvp(words[0], words.data());
    std::fprintf(stderr, "csonde: cannot run %s: %s\n", words[0], std::strerror(errno));
    _exit(127);
  }
  int status = 0;
  if (child < 0) {
    std::fprintf(stderr, "csonde: cannot run %s: %s\n", words[0], std::strerror(errno));
  } else {
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  // A Ctrl-C was for the program.
  signals.take();
  if (!command.wait) return;
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
    std::printf("(exit status %d) ", WEXITSTATUS(status));
  } else if (WIFSIGNALED(status)) {
    std::printf("(ended by signal %d) ", WTERMSIG(status));
  }
  std::printf("Press Enter to return to csonde.");
  std::fflush(stdout);
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
  }
  signals.take();
}

class Loop {
 public:
  Loop(Model& model, Screen& screen, Explorer& explorer)
      : model_(model), screen_(screen), explorer_(explorer), theme_(model.state().theme) {}

  void run() {
    model_.set_size(screen_.size());
    model_.start();
    bool dirty = true;
    uint64_t draw_at_ms = 0;
    while (!model_.is_quitting() && !screen_.is_closed()) {
      if (!(screen_.size() == model_.state().size)) {
        model_.set_size(screen_.size());
        dirty = true;
        draw_at_ms = 0;
      }
      if (theme_ != model_.state().theme) {
        theme_ = model_.state().theme;
        screen_.set_theme(theme_);
      }
      const uint64_t now = now_ms();
      if (dirty && now >= draw_at_ms) {
        screen_.show(draw_screen(model_));
        draw_at_ms = now + kDrawEveryMs;
        dirty = false;
      }
      const bool was_waiting = !model_.is_answered();
      const bool has_input = wait_for_something(dirty ? draw_at_ms - now : kTickMs, dirty);
      if (ends_) return;
      if (has_input) {
        draw_at_ms = now_ms() + (model_.is_answered() ? 0 : kAnswerWaitMs);
        dirty = true;
        if (model_.is_quitting()) return;
      }
      if (model_.on_replies()) dirty = true;
      if (was_waiting && model_.is_answered()) draw_at_ms = 0;
    }
  }

 private:
  // True when there was input, which the model has taken.
  bool wait_for_something(uint64_t wait_ms, bool& dirty) {
    int wait = static_cast<int>(wait_ms);
    if (screen_.is_amid_key()) wait = std::min(wait, kEscWaitMs);
    pollfd fds[] = {{screen_.input_fd(), POLLIN, 0},
                    {signals_.fd(), POLLIN, 0},
                    {explorer_.wake_fd(), POLLIN, 0}};
    const int ready = poll(fds, std::size(fds), wait);
    if (fds[1].revents) {
      const auto seen = signals_.take();
      ends_ = seen.ends;
      if (seen.stops) stop();
      dirty = dirty || seen.stops;
    }
    if (ends_ || !((ready > 0 && fds[0].revents) || screen_.is_amid_key())) return false;
    bool has_input = false;
    for (Input& input : screen_.read(ready == 0)) {
      input.time_ms = now_ms();
      model_.on_input(input);
      has_input = true;
      run_commands();
      if (model_.is_quitting()) break;
    }
    return has_input;
  }

  void stop() {
    screen_.suspend();
    signals_.stop_now();
    screen_.resume();
  }

  void run_commands() {
    const auto commands = model_.take_commands();
    if (commands.empty()) return;
    screen_.suspend();
    for (const ProgramCall& command : commands) run_program(command, signals_);
    screen_.resume();
  }

  Model& model_;
  Screen& screen_;
  Explorer& explorer_;
  TerminalSignals signals_;
  Theme theme_;
  bool ends_ = false;
};

}  // namespace

int run_app(AppOptions options, std::unique_ptr<Explorer> explorer, const ViewLibrary& views) {
  if (views.views.empty()) {
    log_warning("there is no view to show");
    return 1;
  }
  if (!options.view.empty() && !views.find(options.view)) {
    log_warning("there is no view called " + options.view);
    return 2;
  }
  const Services services{check_filter, complete_filter, spectrogram_span, write_new_file};
  Model model(*explorer, views, std::move(options), services, load_settings(settings_path()));
  auto screen = open_ncurses_screen(model.state().theme);
  if (!screen.ok()) {
    log_warning(screen.error().what);
    if (!screen.error().hint.empty()) log_warning(screen.error().hint);
    return 1;
  }
  {
    const std::unique_ptr<Screen> shown = screen.take();
    Loop(model, *shown, *explorer).run();
  }
  return 0;
}

}  // namespace sonde
