// What a view file cannot do: reach the machine, run for ever, fill the memory.
// SPDX-License-Identifier: Apache-2.0
#include "script/sandbox.h"

#include <gtest/gtest.h>

#include <chrono>

namespace sonde {
namespace {

using Kind = ScriptValue::Kind;

SandboxRun run(std::string_view text) {
  constexpr std::string_view kWanted[] = {"x"};
  return run_in_sandbox(text, kWanted);
}

TEST(Sandbox, NothingThatReachesTheMachine) {
  for (const char* name :
       {"io",           "os",           "ffi",       "package",        "require", "module",
        "dofile",       "loadfile",     "load",      "loadstring",     "debug",   "jit",
        "bit",          "print",        "coroutine", "collectgarbage", "getfenv", "setfenv",
        "setmetatable", "getmetatable", "newproxy",  "xpcall",         "gcinfo",  "string.dump"}) {
    const SandboxRun done = run("x = " + std::string(name));
    EXPECT_FALSE(done.failed) << name << ": " << done.reason;
    EXPECT_EQ(done.globals[0].kind, Kind::kNil) << name;
  }
  EXPECT_EQ(run("x = ('').dump").globals[0].kind, Kind::kNil);
  EXPECT_EQ(run("x = _G.os").globals[0].kind, Kind::kNil);
  EXPECT_TRUE(run("require('ffi')").failed);
}

TEST(Sandbox, OnlyTheseNames) {
  const SandboxRun done = run("x = {} for name in pairs(_G) do x[#x + 1] = name end");
  std::vector<std::string> names;
  for (const ScriptValue& item : done.globals[0].items) names.push_back(item.text);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names,
            (std::vector<std::string>{"_G", "assert", "error", "ipairs", "math", "next", "pairs",
                                      "pcall", "rawequal", "rawget", "rawset", "select", "string",
                                      "table", "tonumber", "tostring", "type", "unpack", "x"}));
}

TEST(Sandbox, ScriptsDoNotMeet) {
  run("string.upper = nil x = 1");
  const SandboxRun done = run("x = ('a'):upper()");
  EXPECT_EQ(done.globals[0].text, "A");
}

TEST(Sandbox, NoBytecode) {
  const SandboxRun done = run(std::string_view("\x1bLJ\x02\x00\x00", 6));
  EXPECT_TRUE(done.failed);
}

TEST(Sandbox, EndlessLoopsEnd) {
  for (const char* text :
       {"while true do end", "while true do pcall(function() while true do end end) end",
        "local function f() return f() end f()", "repeat local a = ('x'):len() until false"}) {
    const auto begin = std::chrono::steady_clock::now();
    const SandboxRun done = run(text);
    EXPECT_TRUE(done.failed) << text;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30)) << text;
  }
  EXPECT_EQ(run("\nwhile true do end").reason, "the script runs for too long");
  EXPECT_EQ(run("\nwhile true do end").line, 2);
}

TEST(Sandbox, MemoryEnds) {
  for (const char* text : {"x = ('a'):rep(1e9)", "local t = {} while true do t[#t + 1] = {} end",
                           "local s = 'a' while true do s = s .. s end",
                           "local function f() return 1 + f() end f()"}) {
    const SandboxRun done = run(text);
    EXPECT_TRUE(done.failed) << text;
    EXPECT_FALSE(done.reason.empty()) << text;
  }
}

TEST(Sandbox, ValuesComeOut) {
  const SandboxRun done =
      run("x = {1.5, 'a\\0b', true, {y = {}}, function() end, n = -3, [7] = 9}");
  const ScriptValue& x = done.globals[0];
  ASSERT_EQ(x.kind, Kind::kTable);
  ASSERT_GE(x.items.size(), 5u);
  EXPECT_EQ(x.items[0].number, 1.5);
  EXPECT_EQ(x.items[1].text, std::string("a\0b", 3));
  EXPECT_TRUE(x.items[2].boolean);
  EXPECT_EQ(x.items[3]["y"].kind, Kind::kTable);
  EXPECT_EQ(x.items[4].kind, Kind::kOther);
  EXPECT_EQ(x["n"].number, -3);
  EXPECT_EQ(x["nothing"].kind, Kind::kNil);
}

TEST(Sandbox, TablesInThemselvesEnd) {
  EXPECT_EQ(run("x = {} x.x = x x[1] = x").globals[0].kind, Kind::kTable);
  EXPECT_EQ(
      run("x = {} local y = {x, x, x, x, x, x, x, x} for i = 1, 8 do x[i] = y end").globals[0].kind,
      Kind::kTable);
}

TEST(Sandbox, GlobalsOfAFailedScript) {
  const SandboxRun done = run("x = 'set' y.z = 1");
  EXPECT_TRUE(done.failed);
  EXPECT_EQ(done.line, 1);
  EXPECT_EQ(done.globals[0].text, "set");
}

}  // namespace
}  // namespace sonde
