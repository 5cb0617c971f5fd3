// The names that evt.type can have: of events and of system calls. A filter that compares evt.type
// with any other name would never match, so the checker refuses it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

bool is_event_name(std::string_view name);
// "did you mean 'openat'?", or empty.
std::string event_name_question(std::string_view name);

}  // namespace sonde
