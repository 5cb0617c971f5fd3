// Names of keys, for the help, the key bar and scripts of tests; see screen.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "tui/screen/frame.h"
#include "tui/screen/screen.h"

namespace sonde {

namespace {

struct NamedKey {
  Key key;
  std::string_view name;
};

constexpr NamedKey kNames[] = {
    {key::kTab, "Tab"},
    {key::kEnter, "Enter"},
    {key::kEsc, "Esc"},
    {key::kBackspace, "Bksp"},
    {' ', "Space"},
    {key::kUp, "Up"},
    {key::kDown, "Down"},
    {key::kLeft, "Left"},
    {key::kRight, "Right"},
    {key::kPageUp, "PgUp"},
    {key::kPageDown, "PgDn"},
    {key::kHome, "Home"},
    {key::kEnd, "End"},
    {key::kInsert, "Ins"},
    {key::kDelete, "Del"},
    {key::kBackTab, "Shift+Tab"},
    {key::kShiftUp, "Shift+Up"},
    {key::kShiftDown, "Shift+Down"},
    {key::kShiftLeft, "Shift+Left"},
    {key::kShiftRight, "Shift+Right"},
};

std::optional<uint32_t> small_number(std::string_view text) {
  uint32_t value = 0;
  if (text.empty() || text.size() > 2) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value;
}

}  // namespace

std::optional<Key> key_named(std::string_view name) {
  for (const NamedKey& row : kNames) {
    if (row.name == name) return row.key;
  }
  const auto numbered = [&](std::string_view before, Key first) -> std::optional<Key> {
    if (!name.starts_with(before)) return std::nullopt;
    const auto number = small_number(name.substr(before.size()));
    if (!number || *number < 1 || *number > 12) return std::nullopt;
    return first + *number - 1;
  };
  if (const auto found = numbered("F", key::kF1)) return found;
  if (const auto found = numbered("Shift+F", key::kShiftF1)) return found;
  if (name.size() == 6 && name.starts_with("Ctrl+")) return key::ctrl(name[5]);
  const std::u32string characters = decode_utf8(name);
  if (characters.size() == 1) return static_cast<Key>(characters[0]);
  return std::nullopt;
}

std::string key_name(Key key) {
  for (const NamedKey& row : kNames) {
    if (row.key == key) return std::string(row.name);
  }
  if (key >= key::kF1 && key < key::kF1 + 12) return "F" + std::to_string(key - key::kF1 + 1);
  if (key >= key::kShiftF1 && key < key::kShiftF1 + 12) {
    return "Shift+F" + std::to_string(key - key::kShiftF1 + 1);
  }
  if (key < 32) return std::string("Ctrl+") + static_cast<char>('@' + key);
  std::string out;
  append_utf8(out, static_cast<char32_t>(key));
  return out;
}

}  // namespace sonde
