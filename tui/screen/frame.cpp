// Writing into a frame; see frame.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/screen/frame.h"

#include <algorithm>

namespace sonde {

Frame::Frame(Size size) : size_{std::max(size.width, 1), std::max(size.height, 1)} {
  cells_.resize(static_cast<size_t>(size_.width) * static_cast<size_t>(size_.height));
}

void Frame::free_cell(int x, int y) {
  FrameCell& cell = cells_[index(x, y)];
  if (cell.width == 2 && x + 1 < size_.width) cells_[index(x + 1, y)] = {U' ', 0, cell.role, 1};
  if (cell.width == 0 && x > 0) cells_[index(x - 1, y)] = {U' ', 0, cell.role, 1};
}

int Frame::put(int x, int y, std::string_view text, Role role, int from, int to) {
  from = std::max(from, 0);
  to = std::min(to, size_.width);
  int last = -1;  // where a combining character goes
  while (!text.empty()) {
    const char32_t character = take_character(text);
    const int width = character_width(character);
    if (width == 0) {
      if (last >= 0) cells_[index(last, y)].mark = character;
      continue;
    }
    last = -1;
    if (y >= 0 && y < size_.height && x >= from && x + width <= to) {
      free_cell(x, y);
      if (width == 2) free_cell(x + 1, y);
      cells_[index(x, y)] = {character, 0, role, static_cast<uint8_t>(width)};
      if (width == 2) cells_[index(x + 1, y)] = {U' ', 0, role, 0};
      last = x;
    } else if (width == 2 && y >= 0 && y < size_.height) {
      // Half of it would stand outside: a blank instead.
      for (int half = x; half < x + 2; ++half) {
        if (half < from || half >= to) continue;
        free_cell(half, y);
        cells_[index(half, y)] = {U' ', 0, role, 1};
      }
    }
    x += width;
  }
  return x;
}

void Frame::fill(const Rect& area, Role role, char32_t character) {
  const int from = std::max(area.x, 0), to = std::min(area.x + area.width, size_.width);
  if (from >= to) return;
  for (int y = std::max(area.y, 0); y < std::min(area.y + area.height, size_.height); ++y) {
    // Only at the ends may a wide character be cut in half.
    free_cell(from, y);
    free_cell(to - 1, y);
    std::fill(&cells_[index(from, y)], &cells_[index(from, y)] + (to - from),
              FrameCell{character, 0, role, 1});
  }
}

void Frame::paint(const Rect& area, Role role) {
  for (int y = std::max(area.y, 0); y < std::min(area.y + area.height, size_.height); ++y) {
    for (int x = std::max(area.x, 0); x < std::min(area.x + area.width, size_.width); ++x) {
      cells_[index(x, y)].role = role;
    }
  }
}

const Spot* Frame::spot_at(int x, int y) const {
  for (auto spot = spots_.rbegin(); spot != spots_.rend(); ++spot) {
    if (spot->area.contains(x, y)) return &*spot;
  }
  return nullptr;
}

std::string Frame::line(int y) const {
  std::string out;
  size_t end = 0;
  for (int x = 0; x < size_.width; ++x) {
    const FrameCell& cell = at(x, y);
    if (cell.width == 0) continue;
    append_utf8(out, cell.base);
    if (cell.mark) append_utf8(out, cell.mark);
    if (cell.base != U' ') end = out.size();
  }
  out.resize(end);
  return out;
}

std::string Frame::text() const {
  std::string out;
  for (int y = 0; y < size_.height; ++y) {
    out += line(y);
    out.push_back('\n');
  }
  return out;
}

}  // namespace sonde
