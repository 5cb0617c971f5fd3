// How often tests that go at random go round: a quarter as often under sanitizers, which take
// much longer and look for other faults.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sonde::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

template <typename Number>
constexpr Number rounds(Number wanted) {
  return kSanitized ? wanted / 4 : wanted;
}

}  // namespace sonde::test
