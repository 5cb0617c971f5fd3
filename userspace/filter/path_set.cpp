// A trie by components. Every node has one depth, so a look-up visits no node twice even when
// several wildcards match. See path_set.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/path_set.h"

#include <algorithm>

#include "filter/glob.h"

namespace sonde {

std::string_view take_component(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  const std::string_view component = rest.substr(0, rest.find('/'));
  rest.remove_prefix(component.size());
  return component;
}

bool PathSet::add(std::string_view path) {
  if (path.size() > kLongestPath) return false;
  uint32_t node = 0;
  for (std::string_view name = take_component(path); !name.empty(); name = take_component(path)) {
    const uint32_t fresh = static_cast<uint32_t>(nodes_.size());
    uint32_t next = fresh;
    if (name.find_first_of("*?[") != std::string_view::npos) {
      auto& globs = nodes_[node].globs;
      auto found = std::find_if(globs.begin(), globs.end(),
                                [&](const auto& glob) { return glob.first == name; });
      if (found != globs.end())
        next = found->second;
      else
        globs.emplace_back(name, fresh);
    } else {
      next = nodes_[node].names.try_emplace(std::string(name), fresh).first->second;
    }
    if (next == fresh) nodes_.emplace_back();
    node = next;
  }
  nodes_[node].listed = true;
  return true;
}

bool PathSet::covers(uint32_t at, std::string_view rest) const {
  const Node& node = nodes_[at];
  if (node.listed) return true;
  const std::string_view name = take_component(rest);
  if (name.empty()) return false;
  const auto found = node.names.find(name);
  if (found != node.names.end() && covers(found->second, rest)) return true;
  for (const auto& [glob, next] : node.globs) {
    if (glob_matches(glob, name) && covers(next, rest)) return true;
  }
  return false;
}

}  // namespace sonde
