// JSON of others: texts of captures and files of container runtimes. Every member may be missing or
// of another kind than expected; jsoncpp throws on some texts, and that ends here.
// Used by containers.cpp and proc/container_files.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <json/json.h>

#include <string>
#include <string_view>

namespace sonde {

// False, and `root` is anything, when it is no JSON or nested more deeply than any of those is.
bool parse_json(std::string_view text, Json::Value& root);
// Null when `object` is none or has no such member. Valid as long as `object`.
const Json::Value& json_member(const Json::Value& object, const char* key);
// Empty when it is no text.
std::string json_string(const Json::Value& value);

// In one line; empty when a text in it is no UTF-8.
std::string json_text(const Json::Value& value);

}  // namespace sonde
