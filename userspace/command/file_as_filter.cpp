// See file_as_filter.h.
// SPDX-License-Identifier: Apache-2.0
#include "command/file_as_filter.h"

#include <sys/stat.h>

#include <string>

namespace sonde {

std::optional<Error> file_as_filter(std::string_view filter, std::string_view program) {
  const std::string word(filter.substr(0, filter.find(' ')));
  struct stat status;
  if (word.empty() || stat(word.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return Error{ErrorKind::kUsage, "'" + word + "' is a file, not a filter",
               "to read it: " + std::string(program) + " -r " + word +
                   "; several files: -r before each of them"};
}

}  // namespace sonde
