// The only file that knows ncurses; see ncurses_screen.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/terminal/ncurses_screen.h"

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>

#include "tui/screen/frame.h"
#include "tui/terminal/terminal_input.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

namespace sonde {

namespace {

constexpr char kMouseOn[] = "\x1b[?1002h\x1b[?1006h\x1b[?2004h";
constexpr char kMouseOff[] = "\x1b[?2004l\x1b[?1006l\x1b[?1002l";
// A terminal that knows it shows everything in between at once; others ignore it.
constexpr char kUpdateBegin[] = "\x1b[?2026h";
constexpr char kUpdateEnd[] = "\x1b[?2026l";

// What a handler of a fatal signal writes; made before anything can go wrong.
char g_restore[256];
size_t g_restore_size = 0;
termios g_saved;
bool g_has_saved = false;

void write_all(const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(STDOUT_FILENO, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
}

void prepare_restoring() {
  std::string text = kMouseOff;
  for (const char* name : {"sgr0", "cnorm", "rmkx", "rmcup"}) {
    const char* sequence = tigetstr(const_cast<char*>(name));
    if (sequence && sequence != reinterpret_cast<char*>(-1)) text += sequence;
  }
  g_restore_size = std::min(text.size(), sizeof g_restore);
  std::memcpy(g_restore, text.data(), g_restore_size);
}

// For terminals that do not show UTF-8.
char32_t in_ascii(char32_t c) {
  if (c < 0x80) return c;
  static constexpr std::pair<char32_t, char> kPairs[] = {
      {U'▼', 'v'}, {U'▲', '^'}, {U'×', 'x'}, {U'│', '|'}, {U'├', '|'}, {U'└', '`'}, {U'─', '-'},
      {U'…', '~'}, {U'·', '.'}, {U'░', ':'}, {U'▒', '+'}, {U'▓', '*'}, {U'█', '#'}, {U'▁', '.'},
      {U'▂', ':'}, {U'▃', '-'}, {U'▄', '='}, {U'▅', '+'}, {U'▆', '*'}, {U'▇', '%'}};
  for (const auto& [from, to] : kPairs) {
    if (from == c) return static_cast<char32_t>(to);
  }
  return U'?';
}

bool set_locale() {
  const char* names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  bool is_set = false;
  for (const char* name : names) {
    const char* value = std::getenv(name);
    is_set = is_set || (value && *value);
  }
  // Nobody has said anything: nearly all terminals show UTF-8.
  if (!is_set || !std::setlocale(LC_CTYPE, "")) std::setlocale(LC_CTYPE, "C.UTF-8");
  return std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

class NcursesScreen : public Screen {
 public:
  explicit NcursesScreen(Theme theme) : theme_(theme) {}
  ~NcursesScreen() override {
    if (!screen_) return;
    leave();
    delscreen(screen_);
    g_has_saved = false;
  }

  bool open(std::string& why) {
    if (!isatty(STDOUT_FILENO)) {
      why = "stdout is not a terminal";
      return false;
    }
    // A capture may come through stdin; keys come from the terminal.
    input_fd_ = isatty(STDIN_FILENO) ? STDIN_FILENO : ::open("/dev/tty", O_RDONLY | O_CLOEXEC);
    if (input_fd_ < 0) {
      why = "there is no terminal to read keys from";
      return false;
    }
    tcgetattr(STDOUT_FILENO, &g_saved);
    g_has_saved = true;
    is_utf8_ = set_locale();
    const char* term = std::getenv("TERM");
    screen_ = newterm(nullptr, stdout, stdin);
    if (!screen_) {
      why = std::string("the terminal type ") + (term && *term ? term : "(TERM is not set)") +
            " is not known";
      g_has_saved = false;
      return false;
    }
    prepare_restoring();
    cbreak();
    noecho();
    nonl();
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    idlok(stdscr, TRUE);
    use_colours();
    write_all(kMouseOn, sizeof kMouseOn - 1);
    return true;
  }

  Size size() const override {
    winsize now = {};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) != 0 || now.ws_col == 0) return {COLS, LINES};
    return {now.ws_col, now.ws_row};
  }

  void show(const Frame& frame) override {
    const Size size = frame.size();
    const bool resized = size.width != COLS || size.height != LINES;
    if (resized) resizeterm(size.height, size.width);
    const bool is_new = resized || !last_ || !(last_->size() == size);
    bool changed = is_new;
    const bool moved =
        !last_ || last_->cursor_x() != frame.cursor_x() || last_->cursor_y() != frame.cursor_y();
    for (int y = 0; y < size.height; ++y) {
      const FrameCell* const row = frame.row(y);
      for (int x = 0; x < size.width; ++x) {
        if (!is_new && row[x] == last_->row(y)[x]) continue;
        changed = true;
        put(x, y, row[x]);
      }
    }
    if (!changed && !moved) return;
    curs_set(frame.cursor_x() >= 0 ? 1 : 0);
    if (frame.cursor_x() >= 0) move(frame.cursor_y(), std::min(frame.cursor_x(), COLS - 1));
    write_all(kUpdateBegin, sizeof kUpdateBegin - 1);
    refresh();
    write_all(kUpdateEnd, sizeof kUpdateEnd - 1);
    last_ = std::make_unique<Frame>(frame);
  }

  int input_fd() const override { return input_fd_; }
  bool is_amid_key() const override { return input_.is_amid_key(); }
  bool is_closed() const override { return closed_; }

  std::vector<Input> read(bool waited) override {
    std::vector<Input> inputs;
    char bytes[4096];
    // Not O_NONBLOCK: stdout may be the same open terminal, and has to wait when it is slow.
    pollfd ready = {input_fd_, POLLIN, 0};
    while (poll(&ready, 1, 0) > 0) {
      const ssize_t count = ::read(input_fd_, bytes, sizeof bytes);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        closed_ = true;
        break;
      }
      input_.feed({bytes, static_cast<size_t>(count)}, inputs);
      waited = false;
    }
    if (waited) input_.flush(inputs);
    return inputs;
  }

  void suspend() override { leave(); }

  void set_theme(Theme theme) override {
    theme_ = theme;
    use_colours();
    last_.reset();
  }

  void resume() override {
    write_all(kMouseOn, sizeof kMouseOn - 1);
    last_.reset();
    clearok(stdscr, TRUE);
    refresh();
  }

 private:
  void leave() {
    write_all(kMouseOff, sizeof kMouseOff - 1);
    curs_set(1);
    endwin();
  }

  void use_colours() {
    const char* no_color = std::getenv("NO_COLOR");
    const bool wants = !(no_color && *no_color) && theme_ != Theme::kMono && has_colors();
    if (wants) {
      start_color();
      use_default_colors();
    }
    const int colours = wants ? COLORS : 0;
    for (size_t role = 0; role < static_cast<size_t>(Role::kCount); ++role) {
      const Style style = style_of(theme_, colours, static_cast<Role>(role));
      attr_t attributes = A_NORMAL;
      if (style.bold) attributes |= A_BOLD;
      if (style.reverse) attributes |= A_REVERSE;
      if (style.underline) attributes |= A_UNDERLINE;
      if (style.dim) attributes |= A_DIM;
      attributes_[role] = attributes;
      pairs_[role] = 0;
      if (colours >= 8 && (style.fore >= 0 || style.back >= 0)) {
        pairs_[role] = static_cast<short>(role + 1);
        init_pair(pairs_[role], style.fore, style.back);
      }
    }
  }

  void put(int x, int y, const FrameCell& cell) {
    if (cell.width == 0) return;  // the wide character before has it
    const auto role = static_cast<size_t>(cell.role);
    wchar_t characters[3] = {};
    characters[0] = static_cast<wchar_t>(is_utf8_ ? cell.base : in_ascii(cell.base));
    if (is_utf8_) characters[1] = static_cast<wchar_t>(cell.mark);
    cchar_t out;
    setcchar(&out, characters, attributes_[role], pairs_[role], nullptr);
    mvadd_wch(y, x, &out);
  }

  Theme theme_;
  SCREEN* screen_ = nullptr;
  int input_fd_ = -1;
  bool is_utf8_ = false, closed_ = false;
  attr_t attributes_[static_cast<size_t>(Role::kCount)] = {};
  short pairs_[static_cast<size_t>(Role::kCount)] = {};
  TerminalInput input_;
  std::unique_ptr<Frame> last_;
};

}  // namespace

Result<std::unique_ptr<Screen>> open_ncurses_screen(Theme theme) {
  auto screen = std::make_unique<NcursesScreen>(theme);
  std::string why;
  if (!screen->open(why)) {
    return Error{ErrorKind::kSystem, "csonde cannot draw: " + why,
                 "csonde --raw and sonde need no terminal"};
  }
  return std::unique_ptr<Screen>(std::move(screen));
}

void restore_terminal_in_signal_handler() {
  if (!g_has_saved) return;
  write_all(g_restore, g_restore_size);
  tcsetattr(STDOUT_FILENO, TCSANOW, &g_saved);
}

}  // namespace sonde
