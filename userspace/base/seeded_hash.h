// SeededHash: the hash of every table whose keys come from a capture. The writer of a capture can
// choose tids, addresses and names; without the seed, which is drawn once per process, they cannot
// choose them so that they meet in one place of a table and each look-up goes through all of them.
// HashMap and HashSet are the tables of the standard library with it; state/thread_table.h and
// index/pair_map.h have their own. The order of their elements differs from run to run: sort, or
// keep another order beside them, before anything is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace sonde {

class SeededHash {
 public:
  using is_transparent = void;  // a map with texts as keys is asked with a std::string_view

  SeededHash() : SeededHash(process_seed()) {}
  // With a seed of one's own: for tests.
  SeededHash(uint64_t key, uint64_t factor) : seed_{key, factor | 1} {}

  // All bits of the result are good: a table may take those that it likes.
  template <std::integral Number>
  size_t operator()(Number number) const noexcept {
    return folded(static_cast<uint64_t>(number) ^ seed_.key);
  }
  size_t operator()(std::string_view text) const;

 private:
  struct Seed {
    uint64_t key, factor;
  };
  explicit SeededHash(const Seed& seed) : seed_(seed) {}
  static const Seed& process_seed();

  // Both halves of the product of 128 bits: every bit of `word` reaches every bit of the result.
  size_t folded(uint64_t word) const noexcept {
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(word) * seed_.factor;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }

  Seed seed_;
};

template <typename Key, typename Value>
using HashMap = std::unordered_map<Key, Value, SeededHash, std::equal_to<>>;
template <typename Key>
using HashSet = std::unordered_set<Key, SeededHash, std::equal_to<>>;

}  // namespace sonde
