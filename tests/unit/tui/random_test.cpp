// Ten thousand random keys, clicks, pastes and resizes: nothing crashes, every frame has its
// size, and no frame holds a control character. The seed is fixed; SONDE_SEED sets another.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "fake_explorer.h"

namespace sonde {
namespace {

Input random_input(std::mt19937_64& random, Size size) {
  Input input;
  const auto below = [&](uint64_t most) { return random() % most; };
  const uint64_t kind = below(100);
  input.time_ms = below(1000);
  if (kind < 70) {
    // Quitting and writing files are left out.
    static const std::vector<Key> kKeys = [] {
      std::vector<Key> keys;
      for (Key key = 1; key < 127; ++key) {
        if (key != 'q' && key != 'w' && key != 'W' && key != key::ctrl('C')) keys.push_back(key);
      }
      for (Key key = key::kUp; key <= key::kBackTab; ++key) keys.push_back(key);
      for (Key key = key::kShiftUp; key <= key::kShiftRight; ++key) keys.push_back(key);
      for (Key at = 0; at < 12; ++at) {
        if (at != 9) keys.push_back(key::kF1 + at);
        keys.push_back(key::kShiftF1 + at);
      }
      for (Key at = 0; at < 40; ++at) keys.push_back(key::kUp + at % 4);
      for (Key at = 0; at < 15; ++at) keys.push_back(at % 3 ? key::kEnter : key::kEsc);
      keys.push_back(U'ö');
      keys.push_back(0x4e2d);
      return keys;
    }();
    input.key = kKeys[below(kKeys.size())];
    return input;
  }
  input.x = static_cast<int>(below(static_cast<uint64_t>(size.width + 2)));
  input.y = static_cast<int>(below(static_cast<uint64_t>(size.height + 2)));
  if (kind < 85)
    input.kind = Input::Kind::kPress;
  else if (kind < 90)
    input.kind = Input::Kind::kDrag;
  else if (kind < 93)
    input.kind = Input::Kind::kRelease;
  else if (kind < 96)
    input.kind = Input::Kind::kWheelDown;
  else if (kind < 98)
    input.kind = Input::Kind::kWheelUp;
  else {
    input.kind = Input::Kind::kPaste;
    input.text = "evt.type=\x1b[2J bad \xff";
  }
  return input;
}

void check_frame(const Frame& frame, Size size) {
  ASSERT_EQ(frame.size().width, size.width);
  ASSERT_EQ(frame.size().height, size.height);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const char32_t c = frame.at(x, y).base;
      ASSERT_TRUE(c >= 0x20 && (c < 0x7f || c > 0x9f)) << static_cast<uint32_t>(c);
    }
  }
}

void wander(bool live, uint64_t seed) {
  ModelOnFake on("procs", {80, 24}, live);
  std::mt19937_64 random(seed);
  Size size{80, 24};
  for (int step = 0; step < 10'000; ++step) {
    if (random() % 50 == 0) {
      size = {static_cast<int>(1 + random() % 250), static_cast<int>(1 + random() % 70)};
      on.model->set_size(size);
    }
    if (random() % 200 == 0) on.explorer.empty_ = !on.explorer.empty_;
    if (random() % 300 == 0) on.explorer.silent_ = !on.explorer.silent_;
    if (random() % 400 == 0) {
      on.explorer.refusal_ = on.explorer.refusal_.empty() ? "refused" : "";
    }
    if (random() % 100 == 0) on.explorer.lines_ = random() % 3 ? random() % 2000 : 0;
    on.model->on_input(random_input(random, size));
    if (random() % 10) on.model->on_replies();
    on.model->take_commands();
    check_frame(draw_screen(*on.model), size);
    if (testing::Test::HasFatalFailure()) {
      FAIL() << "step " << step << ", seed " << seed;
    }
    // From time to time back to the beginning, so that no place is rare.
    if (on.model->levels().size() > 12) {
      // A question, a page, a line to type in and a panel may be open above the levels.
      for (int at = 0; at < 4; ++at) on.model->on_input(Input::of(key::kEsc));
      for (int at = 0; at < 12; ++at) on.model->on_input(Input::of(key::kBackspace));
    }
  }
}

uint64_t seed() {
  const char* text = std::getenv("SONDE_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 20231114;
}

TEST(RandomKeys, LiveNeverCrash) { wander(true, seed()); }
TEST(RandomKeys, OnAFileNeverCrash) { wander(false, seed() + 1); }

}  // namespace
}  // namespace sonde
