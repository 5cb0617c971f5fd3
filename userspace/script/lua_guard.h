// LuaGuard: calls into a Lua state that come back, whatever the script does. A watching thread
// sees when a call has used too much processor time: it first makes the interpreter raise an error
// at its next instruction, which names the line; where no instruction comes (an endless pattern),
// it leaves the call by siglongjmp, and the state is not used any more. Memory is that of a
// LuaArena. Used by chisel.cpp, in one thread of the program. Code that a script calls must
// therefore hold no C++ object with a destructor while it calls Lua. Next: lua_libraries.h, what a
// script may use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "script/lua_arena.h"

struct lua_State;

namespace sonde {

// Of one call, or of the text of a script when it is run the first time.
inline constexpr uint64_t kLuaCallLimitNs = 400'000'000;

class LuaGuard {
 public:
  // `limited`: false for scripts that the user trusts.
  explicit LuaGuard(bool limited);
  ~LuaGuard();
  LuaGuard(const LuaGuard&) = delete;
  LuaGuard& operator=(const LuaGuard&) = delete;

  // nullptr when there was no memory for it.
  lua_State* lua() const { return lua_; }
  bool usable() const { return lua_ && !abandoned_; }
  // Calls the function that lies below its `arguments` on the stack. True: `results` values are
  // there instead. False: nothing is, and failure() says why.
  bool call(int arguments, int results);
  // "name.lua:12: sentence"
  const std::string& failure() const { return failure_; }
  // Raises a Lua error when calls within calls have used most of the processor's stack. Pushed as a
  // C function by lua_libraries.cpp.
  static int check_stack(lua_State* lua);

 private:
  static void* allocate(void* user, void* block, size_t old_bytes, size_t new_bytes);
  bool call_watched(int arguments, int results, int& status);
  void note_place();
  void note_abandoned();
  void read_failure(int status);

  std::unique_ptr<LuaArena> arena_;  // none: trusted
  lua_State* lua_ = nullptr;
  bool abandoned_ = false;
  std::string failure_;
  char place_[80] = {};  // where memory was refused: "name.lua:12: "
};

// "name.lua:12: " of the innermost function that is a script's, pushed; "" when there is none.
void push_script_place(lua_State* lua);

}  // namespace sonde
