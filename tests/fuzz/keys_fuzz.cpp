// Fuzz target: csonde as a whole, on a small capture. The input is what a terminal sends: keys,
// the mouse, pasted text, decoded by TerminalInput (terminal_fuzz.cpp looks at it alone; ncurses
// only draws). Whatever comes, every screen has its size, no cell holds a control or half of a
// character, and the cursor stands inside. Byte 0xFF, which no terminal sends, begins what else
// happens to a screen: Happening below. The explorer is the real one; what it has answered is kept,
// so a run costs little after a while. No command is run and nothing is written.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tui/model/model.h"
#include "tui/terminal/terminal_input.h"

namespace {

using namespace sonde;

constexpr size_t kMaxInputs = 500, kMaxKeptAnswers = 3000;
constexpr uint8_t kHappens = 0xFF;

enum class Happening : uint8_t {
  kResize,    // two bytes follow: width and height
  kHurry,     // keys come faster than screens are drawn, or no longer
  kDelay,     // answers stay away, or come now
  kSilence,   // an Esc that waits for more is an Esc
  kTime,      // a click now is no second click
  kRefresh,   // what follows is answered again
  kRefuse,    // the explorer answers with errors, or no longer
  kProgress,  // the file is being read, or has been
  kCount
};

void check(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "keys_fuzz: %s\n", what);
  std::abort();
}

// The real explorer of a capture that has been read.
class Capture {
 public:
  Capture() {
    setenv("TZ", "UTC", 1);
    ExplorerOptions options;
    options.inputs = {SONDE_SOURCE_DIR "/tests/captures/curl_google.scap"};
    auto opened = Explorer::open(std::move(options));
    check(opened.ok(), "the capture cannot be opened");
    explorer_ = opened.take();
    while (!explorer_->status().complete) wait();
    status_ = explorer_->status();
  }
  const ExplorerStatus& status() const { return status_; }

  const Result<Answer>& answer(const Request& request) {
    const std::string key = key_of(request);
    const auto kept = answers_.find(key);
    if (kept != answers_.end()) return kept->second;
    if (answers_.size() >= kMaxKeptAnswers) answers_.clear();
    const uint64_t ticket = explorer_->ask(request);
    while (true) {
      auto reply = explorer_->take();
      if (!reply) {
        wait();
        continue;
      }
      check(reply->ticket == ticket, "an answer to what was not asked");
      return answers_.emplace(key, std::move(reply->answer)).first->second;
    }
  }

 private:
  void wait() {
    pollfd fd = {explorer_->wake_fd(), POLLIN, 0};
    poll(&fd, 1, 50);
    if (!status_.complete) explorer_->take();
  }

  static std::string key_of(const Request& request) {
    std::string key = std::to_string(request.index());
    const auto add = [&](const auto& value) {
      key += '\0';
      if constexpr (requires { key += value; })
        key += value;
      else
        key += std::to_string(static_cast<uint64_t>(value));
    };
    std::visit(
        [&](const auto& one) {
          if constexpr (requires { one.scope; }) {
            add(one.scope.filter);
            for (uint64_t ns : {one.scope.from_ns, one.scope.to_ns, one.scope.last_ns}) {
              add(std::to_string(ns));
            }
          }
          if constexpr (requires { one.style; }) add(std::to_string(static_cast<int>(one.style)));
          if constexpr (requires { one.view; }) {
            add(one.view->id + one.view->filter);
            add(one.tag);
            add(std::to_string(one.depth));
          }
          if constexpr (requires { one.first; }) {
            add(std::to_string(one.first));
            add(std::to_string(one.count));
            add(std::to_string(one.from_end));
          }
          if constexpr (requires { one.text; }) {
            add(one.text);
            add(std::to_string(one.from));
            add(std::to_string(one.backwards));
          }
          if constexpr (requires { one.ts_ns; }) add(std::to_string(one.ts_ns));
          if constexpr (requires { one.event; }) add(std::to_string(one.event));
          if constexpr (requires { one.buckets; }) add(std::to_string(one.buckets));
          if constexpr (requires { one.rows; }) {
            add(std::to_string(one.rows));
            add(std::to_string(one.columns));
          }
        },
        request);
    return key;
  }

  std::unique_ptr<Explorer> explorer_;
  ExplorerStatus status_;
  std::map<std::string, Result<Answer>> answers_;
};

// Answers when it is asked to take, so what has been cancelled costs nothing.
class Answers : public Explorer {
 public:
  Answers(Capture& capture, bool live) : capture_(capture), status_(capture.status()) {
    if (!live) return;
    status_.is_live = true;
    status_.complete = false;
    status_.progress = -1;
    Meters meters;
    meters.host = "web-01";
    meters.memory_bytes = uint64_t{16} << 30;
    meters.cpus = 4;
    status_.meters = meters;
  }

  uint64_t ask(Request request) override {
    const uint64_t ticket = ++last_ticket_;
    const bool follows = std::visit(
        [](const auto& one) {
          if constexpr (requires { one.follows; }) return one.follows;
          return false;
        },
        request);
    if (follows) followers_.emplace(ticket, request);
    open_.push_back({ticket, std::move(request)});
    return ticket;
  }
  void cancel(uint64_t ticket) override {
    followers_.erase(ticket);
    std::erase_if(open_, [&](const Open& one) { return one.ticket == ticket; });
  }
  std::optional<Reply> take() override {
    if (open_.empty()) return std::nullopt;
    const Open one = std::move(open_.front());
    open_.pop_front();
    if (refuses_) return Reply{one.ticket, Error{ErrorKind::kSystem, "no \x1b[2J answer", ""}};
    if (std::holds_alternative<ExportRequest>(one.request)) {
      return Reply{one.ticket, Answer(Exported{12, 3456})};
    }
    return Reply{one.ticket, capture_.answer(one.request)};
  }
  int wake_fd() const override { return -1; }
  ExplorerStatus status() const override { return status_; }

  void refresh() {
    ++status_.events;
    for (const auto& [ticket, request] : followers_) open_.push_back({ticket, request});
  }
  void toggle_refusing() { refuses_ = !refuses_; }
  void toggle_progress() {
    if (status_.is_live) {
      status_.error = status_.error.empty() ? "the module \x1b is gone" : "";
      return;
    }
    status_.complete = !status_.complete;
    status_.progress = status_.complete ? 1 : 0.37;
  }

 private:
  struct Open {
    uint64_t ticket;
    Request request;
  };

  Capture& capture_;
  ExplorerStatus status_;
  uint64_t last_ticket_ = 0;
  std::deque<Open> open_;
  std::map<uint64_t, Request> followers_;
  bool refuses_ = false;
};

bool is_printable(char32_t c) {
  return c >= 0x20 && (c < 0x7F || c > 0x9F) && (c < 0xD800 || c > 0xDFFF) && c <= 0x10FFFF;
}

void check_frame(const Frame& frame, Size size) {
  check(frame.size() == size, "a screen of another size");
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const FrameCell& cell = frame.at(x, y);
      check(is_printable(cell.base), "a control character");
      check(cell.mark == 0 || (is_printable(cell.mark) && character_width(cell.mark) == 0),
            "a mark that is none");
      check(cell.role < Role::kCount, "an unknown role");
      const bool is_halved = x + 1 < size.width && frame.at(x + 1, y).width == 0;
      check((cell.width == 2) == is_halved, "half of a wide character");
    }
    check(frame.at(0, y).width != 0, "half of a wide character at the left");
  }
  const bool is_hidden = frame.cursor_x() < 0;
  check(is_hidden || (frame.cursor_x() < size.width && frame.cursor_y() >= 0 &&
                      frame.cursor_y() < size.height),
        "the cursor stands outside");
}

Result<void> write_nothing(const std::string&, std::string_view) { return {}; }

class User {
 public:
  User(Capture& capture, const ViewLibrary& views, uint8_t flags, uint8_t view)
      : explorer_(capture, flags & 1),
        model_(explorer_, views, options_of(views, flags, view),
               {check_filter, complete_filter, spectrogram_span, write_nothing}, {}) {
    model_.set_size(size_);
    model_.start();
    model_.on_replies();
    look();
  }

  // The bytes up to the next happening.
  bool type(std::string_view bytes, bool waited) {
    std::vector<Input> inputs;
    terminal_.feed(bytes, inputs);
    if (waited) terminal_.flush(inputs);
    for (Input& input : inputs) {
      if (++inputs_ > kMaxInputs) return false;
      input.time_ms = time_ms_;
      model_.on_input(input);
      model_.take_commands();
      if (model_.is_quitting()) return false;
      if (!delays_) model_.on_replies();
      if (!hurries_) look();
    }
    return true;
  }

  void happen(Happening what, uint8_t width, uint8_t height) {
    switch (what) {
      case Happening::kResize:
        size_ = {1 + width, 1 + height % 72};
        model_.set_size(size_);
        break;
      case Happening::kHurry:
        hurries_ = !hurries_;
        break;
      case Happening::kDelay:
        delays_ = !delays_;
        break;
      case Happening::kTime:
        time_ms_ += 1000;
        break;
      case Happening::kRefresh:
        explorer_.refresh();
        break;
      case Happening::kRefuse:
        explorer_.toggle_refusing();
        break;
      case Happening::kProgress:
        explorer_.toggle_progress();
        break;
      case Happening::kSilence:
      case Happening::kCount:
        break;
    }
    if (!delays_) model_.on_replies();
    if (!hurries_) look();
  }

  void look() { check_frame(draw_screen(model_), size_); }

 private:
  static AppOptions options_of(const ViewLibrary& views, uint8_t flags, uint8_t view) {
    AppOptions options;
    options.view = view == 0 ? "procs" : views.views[view % views.views.size()]->id;
    if (flags & 2) options.layout = "htop";
    if (flags & 4) options.tag = "containers";
    if (flags & 8) options.from = "+10ms";
    if (flags & 16) options.filter = "proc.name=curl";
    return options;
  }

  Answers explorer_;
  Model model_;
  TerminalInput terminal_;
  Size size_{80, 24};
  size_t inputs_ = 0;
  uint64_t time_ms_ = 1000;
  bool hurries_ = false, delays_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Capture capture;
  static const ViewLibrary views = load_views({SONDE_SOURCE_DIR "/views"});
  check(views.problems.empty(), "a view cannot be read");
  if (size < 2) return 0;
  User user(capture, views, data[0], data[1]);
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(static_cast<char>(kHappens)), rest.size());
    const std::string_view typed = rest.substr(0, end);
    rest.remove_prefix(end);
    const auto byte = [&](size_t at) { return static_cast<uint8_t>(rest[at]); };
    const bool has_one = rest.size() >= 2;
    const auto what =
        static_cast<Happening>(has_one ? byte(1) % static_cast<uint8_t>(Happening::kCount) : 0);
    if (!user.type(typed, has_one && what == Happening::kSilence) || !has_one) break;
    const bool has_size = what == Happening::kResize;
    if (has_size && rest.size() < 4) break;
    user.happen(what, has_size ? byte(2) : 0, has_size ? byte(3) : 0);
    rest.remove_prefix(has_size ? 4 : 2);
  }
  user.look();
  return 0;
}
