// Result<T>: a value, or an Error that says what failed, where, and what to try.
// It is the only error channel of the project: nothing of ours throws. Errors of libraries that
// throw are caught where the library is called. Bugs of ours do not travel here: see SONDE_CHECK.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace sonde {

enum class ErrorKind : uint8_t {
  kSystem,  // the world said no: a file, a device, a right
  kInput,   // bytes of a capture that do not hold what they should
  kUsage,   // what the user typed: options, filters, formats
};

struct Error {
  ErrorKind kind = ErrorKind::kSystem;
  std::string what;  // one sentence: what was attempted and why it failed
  std::string hint;  // what to try next; may be empty
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : value_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return value_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<0>(value_); }
  const T& value() const { return std::get<0>(value_); }
  T take() { return std::move(std::get<0>(value_)); }
  const Error& error() const { return std::get<1>(value_); }

 private:
  std::variant<T, Error> value_;
};

// Success costs one null pointer: this is returned for every event.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::make_unique<Error>(std::move(error))) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::unique_ptr<Error> error_;
};

}  // namespace sonde

// Aborts with file and line: for what can only be a bug of ours, never for input.
#define SONDE_CHECK(condition)                                                         \
  do {                                                                                 \
    if (!(condition)) {                                                                \
      std::fprintf(stderr, "sonde: bug: %s:%d: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                    \
    }                                                                                  \
  } while (0)
