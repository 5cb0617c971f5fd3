// Units of systemd from the paths of control groups; see unit_names.h. The rules are those of
// systemd: slices come first, then the unit, and what is below a unit is its own affair.
// SPDX-License-Identifier: Apache-2.0
#include "state/unit_names.h"

#include <algorithm>

#include "state/container_sign.h"

namespace sonde {

namespace {

constexpr std::string_view kSlice = ".slice";
constexpr std::string_view kUnitEndings[] = {".service", ".scope", ".socket", ".mount", ".swap"};

std::string_view next_element(std::string_view& rest) {
  const size_t end = std::min(rest.find('\0'), rest.size());
  const std::string_view element = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return element;
}

// "name=systemd=/path" is an element, too.
std::string_view path_in(std::string_view element) {
  const size_t at = element.find("=/");
  return at == element.npos ? std::string_view() : element.substr(at + 1);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Names that the kernel keeps for itself have one underscore more.
std::string_view without_escape(std::string_view part) {
  return part.starts_with('_') ? part.substr(1) : part;
}

}  // namespace

bool is_unit_name(std::string_view text) {
  if (text.ends_with(kSlice)) return true;
  return std::ranges::any_of(kUnitEndings,
                             [&](std::string_view ending) { return text.ends_with(ending); });
}

std::string unescape_unit_name(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x';
    const int high = is_escape ? hex_value(text[i + 2]) : -1;
    const int low = is_escape ? hex_value(text[i + 3]) : -1;
    if (high < 0 || low < 0) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(high * 16 + low);
    i += 3;
  }
  return plain;
}

std::string_view next_group_path(std::string_view& rest) { return path_in(next_element(rest)); }

UnitSign unit_in(std::string_view path) {
  UnitSign sign;
  bool of_user = false;
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = without_escape(path.substr(at, end - at));
    at = end + 1;
    if (part.empty() || part == "..") continue;
    if (part.ends_with(kSlice)) {
      if (!of_user) sign.slice = part;
      continue;
    }
    if (!is_unit_name(part)) break;
    // The next part may say that it is no container.
    const size_t next_end = std::min(path.find('/', at), path.size());
    if (container_sign_in(path.substr(0, next_end)).is_container() &&
        container_sign_in(path.substr(0, end)).is_container()) {
      return {};
    }
    sign.unit = part;
    const bool is_manager = part.starts_with("user@") && part.ends_with(".service");
    if (of_user || !is_manager) break;
    of_user = true;
  }
  if (!sign.unit.empty() && sign.slice.empty()) sign.slice = "-.slice";
  return sign;
}

UnitSign unit_of(std::string_view cgroups) {
  std::string_view longest;
  for (std::string_view rest = cgroups; !rest.empty();) {
    const std::string_view element = next_element(rest);
    const std::string_view path = path_in(element);
    if (element.starts_with("name=systemd=")) return unit_in(path);
    if (path.size() > longest.size()) longest = path;
  }
  return unit_in(longest);
}

}  // namespace sonde
