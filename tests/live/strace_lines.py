#!/usr/bin/env python3
# The case strace_lines' comparison: the lines that sonde wrote in the style of strace, and
# strace's own of the same calls, thread by thread. Prints the share of equal lines, and where the
# others differ.
# usage: strace_lines.py LINES NAME=STRACE_LOG...
# SPDX-License-Identifier: Apache-2.0
"""Compares whole lines of `sonde --style strace` with those of `strace -f`."""

import collections
import difflib
import re
import sys

# At least this share of the lines is equal; 98.4 % were on 2026-12-01.
MIN_SHARE = 0.98
MAX_SHOWN = 40
PID = re.compile(r"^\[pid +(\d+)\] ")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>")
UNFINISHED = " <unfinished ...>"
CLONES = ("clone(", "clone3(", "fork(", "vfork(")


def normal(text):
    """Columns are no difference."""
    return re.sub(r"\)\s+= ", ") = ", text)


def read_strace(path):
    """{tid: lines}, the two halves of a call that another thread interrupted joined."""
    threads, begun = {}, {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            tid, text = line.rstrip("\n").split(None, 1)
            tid = int(tid)
            if text.endswith(UNFINISHED):
                begun[tid] = text[:-len(UNFINISHED)]
                continue
            resumed = RESUMED.match(text)
            if resumed:
                text = begun.pop(tid, "") + text[resumed.end():]
            threads.setdefault(tid, []).append(normal(text))
    return threads


def read_sonde(path):
    threads = {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = PID.match(line)
            if found:
                text = line[found.end():].rstrip("\n")
                threads.setdefault(int(found.group(1)), []).append(normal(text))
    return threads


def after_exec(lines):
    for at, line in enumerate(lines):
        if line.startswith("execve(") and line.endswith("= 0"):
            return lines[at:]
    return lines


def name_of(line):
    return line.split("(", 1)[0] if line[0].isalpha() else line[:3]


def pairs(theirs, ours):
    """Lines of the same call; None where the other side has none."""
    matcher = difflib.SequenceMatcher(None, [name_of(x) for x in theirs],
                                      [name_of(x) for x in ours], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(theirs[a:b], ours[c:d])
        else:
            yield from ((line, None) for line in theirs[a:b])
            yield from ((None, line) for line in ours[c:d])


def main():
    ours = read_sonde(sys.argv[1])
    total = equal = 0
    causes = collections.Counter()
    example = {}
    for word in sys.argv[2:]:
        name, path = word.split("=", 1)
        threads = read_strace(path)
        first = next(iter(threads), None)
        lines = good = 0
        for tid, theirs in threads.items():
            mine = ours.get(tid, [])
            if tid == first:
                mine = after_exec(mine)
            for their, my in pairs(theirs, mine):
                lines += 1
                if their == my:
                    good += 1
                    continue
                cause = name_of(their or my)
                causes[cause] += 1
                example.setdefault(cause, []).append((their, my))
        total += lines
        equal += good
        print(f"note: {name}: {good} of {lines} lines are equal")
        if not lines:
            print(f"FAILED  {name}: strace saw nothing")
    for cause, count in sorted(causes.items(), key=lambda row: -row[1])[:MAX_SHOWN]:
        print(f"    {count} {cause}")
        for their, my in example[cause][:2]:
            print(f"        strace {their}")
            print(f"        sonde  {my}")
    share = equal / total if total else 0
    verdict = "ok     " if total and share >= MIN_SHARE else "FAILED "
    print(f"{verdict} {equal} of {total} lines of {len(sys.argv) - 2} commands are equal, "
          f"{100 * share:.1f} %")


if __name__ == "__main__":
    main()
