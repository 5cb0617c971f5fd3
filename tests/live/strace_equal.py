#!/usr/bin/env python3
# The case strace_equal's comparison: for each thread that strace followed, the calls that sonde
# recorded of it in the same moment. Every call, its place, its result and its error have to be the
# same; what may differ is in strace_differences.txt, with the reason.
# usage: strace_equal.py CAPTURE NAME=STRACE_LOG...
# SPDX-License-Identifier: Apache-2.0
"""Compares what strace and sonde saw of the same processes at the same time."""

import subprocess
import sys
from pathlib import Path

import strace_log

HERE = Path(__file__).resolve().parent
MAX_SHOWN = 5
# Events that are no calls.
NO_CALLS = {"switch", "signaldeliver", "procexit", "page_fault", "gap", "drop", "procinfo",
            "cpu_hotplug"}
# Parameters in which some events have what the call returned.
RESULT_ARGUMENTS = ["uid", "euid", "gid", "egid"]
CLONES = {"clone", "clone3", "fork", "vfork"}


def read_differences():
    """{kind: {name: reason or other name}} from the table."""
    table = {"alias": {}, "result_in": {}, "no_result": {}, "only_strace": {}, "only_sonde": {}}
    for line in (HERE / "strace_differences.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name, rest = line.split(None, 2)
            table[kind][name] = rest
    return table


def recorded(capture, fields):
    """One list of words for each event, by tid."""
    done = subprocess.run(["sonde", "-r", capture, "-p", "*" + " ".join(fields), "evt.dir=<"],
                          stdout=subprocess.PIPE, text=True, check=True, errors="replace")
    by_tid = {}
    for line in done.stdout.splitlines():
        words = line.split(" ")
        by_tid.setdefault(int(words[0]), []).append(words[1:])
    return by_tid


def calls_of(events, differences):
    """The calls of a thread as sonde has them: (name, result)."""
    calls = []
    for name, result, *others in events:
        if name in NO_CALLS or name in differences["only_sonde"]:
            continue
        if name in differences["result_in"]:
            result = others[RESULT_ARGUMENTS.index(differences["result_in"][name].split()[0])]
        calls.append((name, None if result == "<NA>" else int(result, 0)))
    # A new thread's first event is the clone() that it came from, which returned 0 there; strace
    # tells of it in the parent only.
    if calls and calls[0][0] in CLONES and calls[0][1] == 0:
        del calls[0]
    return calls


def after_exec(calls):
    """From the exec on: before it the child of strace prepares itself."""
    for at, call in enumerate(calls):
        if call == ("execve", 0):
            return calls[at:]
    return []


def expected_calls(thread, differences):
    calls = []
    for name, result in thread.calls:
        unknown = result is None and name not in differences["no_result"]
        if unknown or name in differences["only_strace"]:
            continue
        name = differences["alias"].get(name, name).split()[0]
        calls.append((name, result))
    return calls


def same_call(ours, theirs, differences):
    if ours[0] != theirs[0]:
        return False
    if ours[0] in differences["no_result"]:
        return True
    return ours[1] is not None and (ours[1] - theirs[1]) % (1 << 64) == 0


def first_difference(ours, theirs, differences):
    for at in range(max(len(ours), len(theirs))):
        if at >= len(ours):
            return f"call {at}: strace {theirs[at]}, sonde has no more"
        if at >= len(theirs):
            return f"call {at}: sonde {ours[at]}, strace has no more"
        if not same_call(ours[at], theirs[at], differences):
            around = " ".join(f"{n}={r}" for n, r in theirs[max(0, at - 2):at])
            return f"call {at} of {len(theirs)}: strace {theirs[at]}, sonde {ours[at]}; " \
                   f"before: {around}"
    return None


def compare(name, log, events, differences):
    """Prints a verdict; says how many calls were compared, and whether all were the same."""
    try:
        threads = strace_log.read(log)
    except ValueError as problem:
        print(f"FAILED  {name}: {problem}")
        return 0
    first = next(iter(threads))
    count, wrong = 0, []
    for tid, thread in threads.items():
        ours = calls_of(events.get(tid, []), differences)
        if tid == first:
            ours = after_exec(ours)
        theirs = expected_calls(thread, differences)
        count += len(theirs)
        difference = first_difference(ours, theirs, differences)
        if difference:
            wrong.append(f"thread {tid}: {difference}")
    if wrong:
        print(f"FAILED  {name}: {len(wrong)} of {len(threads)} threads differ, {count} calls")
        for line in wrong[:MAX_SHOWN]:
            print(f"    {line}")
    elif count == 0:
        print(f"FAILED  {name}: strace saw nothing")
    else:
        print(f"ok      {name}: {count} calls of {len(threads)} threads are equal")
    return count


def main():
    capture, logs = sys.argv[1], sys.argv[2:]
    differences = read_differences()
    events = recorded(capture, ["%thread.tid", "%evt.type", "%evt.rawres",
                                *(f"%evt.rawarg.{name}" for name in RESULT_ARGUMENTS)])
    total = 0
    for word in logs:
        name, log = word.split("=", 1)
        total += compare(name, log, events, differences)
    print(f"note: {len(logs)} commands, {total} calls")


if __name__ == "__main__":
    main()
