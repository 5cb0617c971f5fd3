// Shows what csonde would show: reads a capture with the real explorer, types keys, and prints the
// screen as text. run.py compares it with the files of a case; by hand it is a way to look.
//   screens_driver [--body] WIDTHxHEIGHT CAPTURE [-v VIEW] [-f FILTER] [-p] [--htop] -- KEY...
// --body leaves out the lines of the header and the key bar.
// A KEY is a name of tui/screen/screen.h, or "text" in quotes, or @X,Y for a click, or wheel+ and
// wheel-.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tui/model/model.h"
#include "tui/screen/text_screen.h"
#include "tui/text/table_file.h"

namespace sonde {
namespace {

constexpr int kIdleTimeoutMs = 20'000;

int fail(const std::string& why) {
  std::fprintf(stderr, "screens_driver: %s\n", why.c_str());
  return 2;
}

uint64_t now_ms() {
  using namespace std::chrono;
  return static_cast<uint64_t>(
      duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

// Until the file is read and every answer is here.
bool settle(Model& model, Explorer& explorer) {
  const uint64_t until = now_ms() + kIdleTimeoutMs;
  while (now_ms() < until) {
    model.on_replies();
    const bool is_read = model.state().status.complete || !model.state().status.error.empty();
    if (is_read && !model.is_waiting()) return true;
    pollfd fd = {explorer.wake_fd(), POLLIN, 0};
    poll(&fd, 1, 20);
  }
  return false;
}

bool type(Model& model, const std::string& word) {
  if (word.size() > 1 && word.front() == '"' && word.back() == '"') {
    for (char32_t c : decode_utf8(word.substr(1, word.size() - 2))) {
      model.on_input(Input::of(static_cast<Key>(c)));
    }
    return true;
  }
  Input input;
  if (word == "wheel+" || word == "wheel-") {
    input.kind = word == "wheel+" ? Input::Kind::kWheelDown : Input::Kind::kWheelUp;
    model.on_input(input);
    return true;
  }
  if (word.size() > 3 && word[0] == '@') {
    const size_t comma = word.find(',');
    if (comma == std::string::npos) return false;
    input.kind = Input::Kind::kPress;
    input.x = std::atoi(word.c_str() + 1);
    input.y = std::atoi(word.c_str() + comma + 1);
    model.on_input(input);
    return true;
  }
  const auto key = key_named(word);
  if (!key) return false;
  model.on_input(Input::of(*key));
  return true;
}

// A page has no header, and a screen that is too small has nothing else.
std::string body_of(const Model& model, const std::string& screen) {
  const ScreenLayout layout = model.layout();
  if (layout.too_small) return screen;
  return lines_between(screen, model.page() ? 0 : layout.body.y, layout.bar_y);
}

int run(std::vector<std::string> words) {
  const bool only_body = !words.empty() && words[0] == "--body";
  if (only_body) words.erase(words.begin());
  if (words.size() < 2) return fail("usage: WIDTHxHEIGHT CAPTURE [-v VIEW] [-f FILTER] -- KEY...");
  Size size;
  if (std::sscanf(words[0].c_str(), "%dx%d", &size.width, &size.height) != 2) {
    return fail("no size: " + words[0]);
  }
  ExplorerOptions input;
  input.inputs = {words[1]};
  AppOptions options;
  size_t at = 2;
  for (; at < words.size() && words[at] != "--"; ++at) {
    if (words[at] == "-v" && at + 1 < words.size())
      options.view = words[++at];
    else if (words[at] == "-f" && at + 1 < words.size())
      options.filter = words[++at];
    else if (words[at] == "-p")
      options.tag = "containers";
    else if (words[at] == "--htop")
      options.layout = "htop";
    else
      return fail("what is " + words[at] + "?");
  }
  const ViewLibrary views = load_views({std::string(SONDE_SOURCE_DIR) + "/views"});
  for (const std::string& problem : views.problems) return fail(problem);
  auto explorer = Explorer::open(std::move(input));
  if (!explorer.ok()) return fail(explorer.error().what);
  Model model(*explorer.value(), views, options,
              {check_filter, complete_filter, spectrogram_span, write_new_file}, {});
  TextScreen screen(size);
  model.set_size(size);
  model.start();
  if (!settle(model, *explorer.value())) return fail("the file is not read in time");
  screen.show(draw_screen(model));
  // Answers to what was asked while the file was read may be of a part of it.
  model.on_input(Input::of(key::ctrl('L')));
  if (!settle(model, *explorer.value())) return fail("no answer in time");
  for (++at; at < words.size(); ++at) {
    if (!type(model, words[at])) return fail("no key: " + words[at]);
    if (!settle(model, *explorer.value())) return fail("no answer in time after " + words[at]);
    screen.show(draw_screen(model));
  }
  screen.show(draw_screen(model));
  const std::string text = only_body ? body_of(model, screen.text()) : screen.text();
  std::fputs(text.c_str(), stdout);
  return model.is_quitting() ? 3 : 0;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  setenv("TZ", "UTC", 1);
  return sonde::run(std::vector<std::string>(argv + 1, argv + argc));
}
