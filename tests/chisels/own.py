#!/usr/bin/env python3
# Our own chisels and the engine beside a second source: lines of `sonde -p`, grouped here again.
# tests/run calls it as a part of the step "chisels"; checks are functions in CHECKS, a sentence for
# each finding.
# SPDX-License-Identifier: Apache-2.0
"""Usage: own.py [--sonde PROGRAM] [CHECK...]"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT.parent / "shared")) / "captures"
CAPTURES = (ROOT / "tests/captures/curl_google.scap", SHARED / "a_shell.scap",
            SHARED / "d_python.scap")
SONDE = [str(ROOT / "build/userspace/cli/sonde")]


def sonde(*words, cwd=None):
    env = dict(os.environ, TZ="UTC", LC_ALL="C", TERM="dumb")
    done = subprocess.run([*SONDE, *map(str, words)], capture_output=True, env=env, cwd=cwd,
                          timeout=120, check=False)
    if done.returncode:
        return [f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"]
    return done.stdout.decode("utf-8", "backslashreplace").splitlines()


def rows(capture, fields, condition):
    """Values of the fields of each event, internal ones as well, as chisels see them."""
    lines = sonde("-D", "-r", capture, "-p", "*" + "\x1f".join(f"%{field}" for field in fields),
                  condition)
    return [line.split("\x1f") for line in lines if line.count("\x1f") == len(fields) - 1]


def script(text, *words):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.lua"
        path.write_text('description = "x"\n' + text, encoding="utf-8")
        return sonde("-c", path, *words)


def check_intervals(capture):
    """Each second once, in order, with the bytes of that second and of no other."""
    got = script('''
local bytes = 0
function on_init()
  result = chisel.request_field("evt.rawarg.res")
  chisel.set_filter("evt.is_io=true and evt.rawres>0")
  chisel.set_interval_s(1)
  return true
end
function on_event() bytes = bytes + evt.field(result) return true end
function on_interval(s, ns, delta) print(s, ns, bytes) bytes = 0 return true end
''', "-r", capture)
    sums = collections.Counter()
    for time, result in rows(capture, ("evt.rawtime.s", "evt.rawres"),
                             "evt.is_io=true and evt.rawres>0"):
        sums[int(time)] += int(result)
    times = [int(row[0]) for row in rows(capture, ("evt.rawtime.s",), "evt.num>0")]
    expected = [f"{second + 1}\t0\t{sums[second]}" for second in range(times[0], max(times))]
    if got != expected:
        yield f"{len(got)} intervals, {len(expected)} expected: {got[:3]} {expected[:3]}"


def check_api_page(_):
    page = (ROOT / "docs/scripting-api.md").read_text(encoding="utf-8").splitlines()
    if sonde("--print-manual", "scripting-api.md") != page:
        yield "docs/scripting-api.md is not what the rows say"


def check_example(capture):
    """The chisel that docs/chisels.md shows, against the lines."""
    page = (ROOT / "docs/chisels.md").read_text(encoding="utf-8")
    text = re.search(r"```lua\n(.*?)```", page, re.DOTALL)[1]
    got = sorted(script(text, "/usr", "-r", capture))
    counts = collections.Counter(
        name for name, file in rows(
            capture, ("proc.name", "fd.name"),
            "evt.type in (open, openat, openat2, creat) and evt.dir=< and evt.failed=false")
        if file.startswith("/usr"))
    expected = sorted(f"{count}\t{name}" for name, count in counts.items())
    if got != expected:
        yield f"{got[:3]} instead of {expected[:3]}"


CHECKS = (check_intervals, check_api_page, check_example)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sonde")
    parser.add_argument("checks", nargs="*")
    chosen = parser.parse_args()
    if chosen.sonde:
        SONDE[0] = str(Path(chosen.sonde).resolve())
    passed = failed = skipped = 0
    for capture in CAPTURES:
        if not capture.exists():
            print(f"SKIPPED there is no {capture}")
            skipped += 1
            continue
        for check in CHECKS:
            if chosen.checks and not any(word in check.__name__ for word in chosen.checks):
                continue
            problems = list(check(capture))
            for problem in problems:
                print(f"FAILED {check.__name__} on {capture.name}: {problem}")
            failed += bool(problems)
            passed += not problems
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
