// PathSet: the right side of `pmatch`: is a path at or below one of these?
// Paths are compared by component: /etc covers /etc and /etc/passwd but not /etcetera. Empty
// components do not count, so "etc//", "/etc" and "etc" are one. A listed component with wildcards
// (* ? [) stands for exactly one component. "/" covers everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sonde {

class PathSet {
 public:
  static constexpr size_t kLongestPath = 4096;  // bytes; keeps the descent shallow

  PathSet() : nodes_(1) {}
  // False when the path is longer than kLongestPath.
  bool add(std::string_view path);
  bool covers(std::string_view path) const { return covers(0, path); }

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Node {
    bool listed = false;
    std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> names;
    std::vector<std::pair<std::string, uint32_t>> globs;
  };

  bool covers(uint32_t node, std::string_view rest) const;

  std::vector<Node> nodes_;  // a trie; [0] is its root
};

// Cuts the first component off `rest`; empty when there is none left.
std::string_view take_component(std::string_view& rest);

}  // namespace sonde
