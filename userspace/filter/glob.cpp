// Matching with one point of return: a later '*' makes earlier ones final, so the work is at most
// pattern times text, whatever the pattern. See glob.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/glob.h"

#include <cctype>
#include <cstddef>

namespace sonde {
namespace {

unsigned char fold(unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

struct ClassRow {
  std::string_view name;
  int (*has)(int);
};
constexpr ClassRow kClasses[] = {
    {"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
    {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph},
    {"lower", std::islower}, {"print", std::isprint}, {"punct", std::ispunct},
    {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit},
};

enum class Bracket { kYes, kNo, kNotABracket, kBroken };

// Reads one bracket expression; at_ stands behind its '['.
class BracketReader {
 public:
  BracketReader(std::string_view pattern, size_t at, bool fold_case)
      : pattern_(pattern), at_(at), fold_case_(fold_case) {}

  Bracket match(unsigned char c);
  size_t end() const { return at_; }

 private:
  bool more() const { return at_ < pattern_.size(); }
  unsigned char folded(unsigned char c) const { return fold_case_ ? fold(c) : c; }
  // One of [:name:], [=c=], [.c.]; false when what follows is not such a thing.
  bool named(unsigned char c, bool& found, unsigned char& single, bool& is_single, bool& broken);
  // A single byte, perhaps quoted or spelled [.c.].
  bool single(unsigned char& out);

  std::string_view pattern_;
  size_t at_;
  bool fold_case_;
};

bool BracketReader::named(unsigned char c, bool& found, unsigned char& single, bool& is_single,
                          bool& broken) {
  const char kind = pattern_[at_];
  const char closing[] = {kind, ']'};
  const size_t close = pattern_.find(std::string_view(closing, 2), at_ + 1);
  if (close == std::string_view::npos) return false;
  const std::string_view name = pattern_.substr(at_ + 1, close - at_ - 1);
  is_single = false;
  if (kind == ':') {
    const ClassRow* row = nullptr;
    for (const ClassRow& candidate : kClasses) {
      if (candidate.name == name) row = &candidate;
    }
    if (!row) {
      broken = true;
      return true;
    }
    if (row->has(c)) found = true;
    // Folding makes no difference between [:upper:] and [:lower:].
    if (fold_case_ && std::isalpha(c) && (name == "upper" || name == "lower")) found = true;
  } else {
    if (name.size() != 1) {
      broken = true;
      return true;
    }
    single = static_cast<unsigned char>(name[0]);
    if (kind == '.')
      is_single = true;
    else if (folded(single) == folded(c))
      found = true;
  }
  at_ = close + 2;
  return true;
}

bool BracketReader::single(unsigned char& out) {
  if (!more()) return false;
  out = static_cast<unsigned char>(pattern_[at_++]);
  if (out == '\\') {
    if (!more()) return false;
    out = static_cast<unsigned char>(pattern_[at_++]);
  }
  return true;
}

Bracket BracketReader::match(unsigned char c) {
  const bool negated = more() && (pattern_[at_] == '!' || pattern_[at_] == '^');
  if (negated) ++at_;
  bool found = false, broken = false;
  for (bool first = true;; first = false) {
    if (!more()) return Bracket::kNotABracket;
    if (pattern_[at_] == ']' && !first) break;
    unsigned char low = 0;
    bool is_single = true;
    if (pattern_[at_] == '[' && at_ + 1 < pattern_.size() &&
        std::string_view(":=.").find(pattern_[at_ + 1]) != std::string_view::npos) {
      ++at_;
      if (!named(c, found, low, is_single, broken)) {
        --at_;
        if (!single(low)) return Bracket::kNotABracket;
        is_single = true;
      }
      if (broken) return Bracket::kBroken;
      if (!is_single) continue;
    } else if (!single(low)) {
      return Bracket::kNotABracket;
    }
    unsigned char high = low;
    if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']') {
      ++at_;
      if (!single(high)) return Bracket::kNotABracket;
    }
    if (folded(low) <= folded(c) && folded(c) <= folded(high)) found = true;
  }
  ++at_;
  return found != negated ? Bracket::kYes : Bracket::kNo;
}

// One pattern element against one byte; `at` moves behind the element.
bool element_matches(std::string_view pattern, size_t& at, unsigned char c, bool fold_case) {
  unsigned char p = static_cast<unsigned char>(pattern[at++]);
  if (p == '?') return true;
  if (p == '[') {
    BracketReader bracket(pattern, at, fold_case);
    const Bracket result = bracket.match(c);
    if (result == Bracket::kBroken) return false;
    if (result != Bracket::kNotABracket) {
      at = bracket.end();
      return result == Bracket::kYes;
    }
  }
  if (p == '\\') {
    if (at == pattern.size()) return false;
    p = static_cast<unsigned char>(pattern[at++]);
  }
  return p == c || (fold_case && fold(p) == fold(c));
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text, bool fold_case) {
  size_t at = 0, here = 0;
  size_t star_at = std::string_view::npos, star_here = 0;
  while (here < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star_at = ++at;
      star_here = here;
      continue;
    }
    size_t next = at;
    if (at < pattern.size() &&
        element_matches(pattern, next, static_cast<unsigned char>(text[here]), fold_case)) {
      at = next;
      ++here;
      continue;
    }
    if (star_at == std::string_view::npos) return false;
    at = star_at;
    here = ++star_here;
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

bool has_wildcards(std::string_view pattern) {
  return pattern.find_first_of("*?[\\") != std::string_view::npos;
}

}  // namespace sonde
