#!/usr/bin/env python3
# Scripts that want to harm: each must be stopped within a second of processor time, with a message
# that names its file and line, while a recording beside it gets every event. tests/run calls it as
# a part of the step "chisels".
# SPDX-License-Identifier: Apache-2.0
"""Usage: hostile.py [--sonde PROGRAM] [NAME...]"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAPTURE = ROOT / "tests/captures/curl_google.scap"
LIMIT_S = 1.0
HEAD = 'description = "x"\nargs = {}\nfunction on_init() return true end\n'


def on_event(body):
    return HEAD + "function on_event()\n" + body + "\nreturn true\nend\n"


LONG, MEMORY = "runs for too long", "of memory"
# name: script, a part of the message, whether the message has a line
SCRIPTS = {
    "endless_loop": (on_event("while true do end"), LONG, True),
    "endless_loop_at_the_top": ("while true do end", LONG, True),
    "endless_loop_in_pcall": (on_event("while true do pcall(function() while true do end end) end"),
                              LONG, True),
    "endless_loop_in_a_coroutine": (
        on_event("coroutine.wrap(function() while true do end end)()"), LONG, True),
    "endless_repeat_of_calls": (on_event("repeat evt.get_num() until false"), LONG, True),
    "table_of_a_gigabyte": (on_event("local t = {} for i = 1, 2^30 do t[i] = {i} end"),
                            (MEMORY, LONG), True),
    "text_of_a_gigabyte": (on_event('local s = string.rep("x", 2^30)'), (MEMORY, "overflow"), True),
    "text_that_doubles": (on_event('local s = "x" while true do s = s .. s end'),
                          (MEMORY, LONG, "overflow"), True),
    "memory_in_pcall": (on_event('while true do pcall(string.rep, "x", 2^28) end'),
                        (MEMORY, LONG), True),
    # LuaJIT gives an overflow no line.
    "deep_recursion": (on_event("local function f() return 1 + f() end f()"), "stack overflow",
                       False),
    "recursion_through_gsub": (
        on_event('local function f() return (string.gsub("x", "x", f)) end f()'),
        ("calls within calls", "stack overflow"), True),
    "recursion_through_tostring": (
        on_event("local t = {} setmetatable(t, {__tostring = function(s) return tostring(s) end}) "
                 "tostring(t)"), ("overflow", LONG), True),
    "nested_coroutines": (
        on_event("local function f() return coroutine.wrap(f)() end f()"),
        ("calls within calls", MEMORY, LONG, "overflow"), True),
    "coroutines_without_end": (
        on_event("local t = {} while true do t[#t + 1] = coroutine.create(function() end) end"),
        (MEMORY, LONG), True),
    "endless_pattern": (
        on_event('string.find(string.rep("a", 30000), string.rep("a*", 30) .. "b")'), LONG, True),
    "endless_pattern_in_pcall": (
        on_event('pcall(string.find, string.rep("a", 30000), string.rep("a*", 30) .. "b")'),
        LONG, True),
    "sort_without_order": (
        on_event("local t = {} for i = 1, 1e5 do t[i] = i end "
                 "while true do table.sort(t, function(a, b) return true end) end"),
        (LONG, "order function"), True),
    "error_with_a_table": (on_event("error({})"), "value of type table", True),
    "error_with_a_hostile_object": (
        on_event("error(setmetatable({}, {__tostring = function() while true do end end}))"),
        "value of type table", True),
    "error_with_nil": (on_event("error(nil)"), "the value nil", True),
    "bytecode": (on_event('loadstring("\\27LJ\\2")()'), "attempt to call a nil value", True),
    "exec_out_of_turn": (on_event('chisel.exec("x")'), "on_init() only", True),
    "filter_out_of_turn": (on_event('sysdig.set_filter("evt.type=open")'), "on_init() only", True),
    "table_while_loading": ('description = "x"\nsysdig.get_thread_table()', "on_capture_start()",
                            True),
    "fields_without_end": (on_event('while true do chisel.request_field("evt.num") end'),
                           "more than 1000 fields", True),
    "forged_handle": (on_event('evt.field("evt.num")'), "chisel.request_field() gave", True),
    "handle_that_is_a_table": (on_event("evt.field({})"), "chisel.request_field() gave", True),
    "intervals_of_a_nanosecond": (
        HEAD + "function on_capture_start() chisel.set_interval_ns(1) return true end",
        "at least 1000000 ns", True),
    "files": (on_event('io.open("/etc/passwd")'), "--trust-scripts", True),
    "programs": (on_event('os.execute("true")'), "--trust-scripts", True),
    "library_of_c": (on_event("package.loadlib('x', 'y')"), "'package'", True),
    "library_ffi": (on_event('require("ffi")'), "no library 'ffi'", True),
    "module_outside": (on_event('require("../../etc/passwd")'), "without its folder", True),
    "file_that_others_own": (on_event('sysdig.run_app("-w /tmp/x")'), "an argument of the chisel",
                             True),
    "output_without_end": (on_event('while true do io.write(string.rep("x", 1000)) end'), LONG,
                           True),
    "thread_tables_without_end": (on_event("while true do sysdig.get_thread_table() end"), LONG,
                                  True),
    "unknown_field": ('description = "x"\nchisel.request_field("fd.nmae")', "fd.name", True),
    "intervals_that_stop": (
        HEAD + "function on_capture_start() chisel.set_interval_ns(1000000) return true end\n"
        "function on_interval() return false end", "execution terminated", False),
}


def events_of(sonde, path, env):
    done = subprocess.run([sonde, "-r", path, "-p", "%evt.rawtime"], capture_output=True, env=env,
                          check=False)
    return done.stdout.count(b"\n")


def judge(sonde, name, all_events):
    """Empty when the script was stopped as it should."""
    text, parts, has_line = SCRIPTS[name]
    with tempfile.TemporaryDirectory(prefix="sonde-hostile-") as folder:
        path = Path(folder) / f"{name}.lua"
        path.write_text(text, encoding="utf-8")
        copy = str(Path(folder) / "copy.scap")
        env = dict(os.environ, TZ="UTC", LC_ALL="C", SONDE_CHISELS=folder)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            done = subprocess.run([sonde, "-r", str(CAPTURE), "-w", copy, "-c", name],
                                  stdin=subprocess.DEVNULL, capture_output=True, env=env,
                                  timeout=30, check=False)
        except subprocess.TimeoutExpired:
            return "no end after 30 s"
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        message = done.stderr.decode("utf-8", "replace")
        if used > LIMIT_S:
            return f"{used:.2f} s of processor time"
        if done.returncode not in (1, 2):
            return f"status {done.returncode}: {message}"
        if not any(part in message for part in ((parts,) if isinstance(parts, str) else parts)):
            return f"message: {message}"
        if has_line and f"{name}.lua:" not in message:
            return f"no line in the message: {message}"
        if os.path.exists(copy) and events_of(sonde, copy, env) != all_events:
            return "the recording beside lacks events"
        if "function on_event" in text and not os.path.exists(copy):
            return "there is no recording"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sonde", default=str(ROOT / "build/userspace/cli/sonde"))
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    sonde = str(Path(chosen.sonde).resolve())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = folder + "/copy.scap"
        env = dict(os.environ, TZ="UTC", LC_ALL="C")
        subprocess.run([sonde, "-r", str(CAPTURE), "-w", copy], env=env, check=True)
        all_events = events_of(sonde, copy, env)
    for name in chosen.names or SCRIPTS:
        problem = judge(sonde, name, all_events)
        if problem:
            failed += 1
            print(f"FAILED {name}: {problem}")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
