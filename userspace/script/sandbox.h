// Sandbox: runs the text of a script in a Lua state of its own, which cannot reach the machine: no
// io, os, ffi, package, require, no bytecode, and an end to endless loops and growing tables.
// Used by view_loader.cpp. sandbox.cpp is the only file that includes lua.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "script/script_value.h"

namespace sonde {

struct SandboxRun {
  std::vector<ScriptValue> globals;  // in the order of the wanted names, also after an error
  bool failed = false;
  int line = 0;        // of the error; 0 = unknown
  std::string reason;  // of the error: "unexpected symbol near '}'"
};

// Runs the script to its end, or up to its error, and copies the wanted globals.
SandboxRun run_in_sandbox(std::string_view text, std::span<const std::string_view> wanted);

}  // namespace sonde
