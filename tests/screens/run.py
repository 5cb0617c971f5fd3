#!/usr/bin/env python3
# Screens of csonde on real captures. A case is a folder: `args` (a capture of tests/captures and
# options of driver.cpp), `keys`, and for each size a file out@WIDTHxHEIGHT: the whole screen at
# 80x24, the body (no header, no key bar) at other sizes, so that a word in the key bar does not
# change some hundred files. The case `start` has whole screens of all sizes. Then the program
# itself on a pseudo-terminal: terminal_checks.py. tests/run calls it as the steps "screens" and
# "screens-asan".
# SPDX-License-Identifier: Apache-2.0
"""run.py [--write] [--sanitized] [--driver PATH] [--csonde PATH] [CASE...]

--write stores what is shown now; --sanitized leaves out what sanitizers change.
"""

import argparse
import concurrent.futures
import difflib
import os
import subprocess
import sys
from pathlib import Path

import terminal_checks

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WHOLE_SIZE = "80x24"
WHOLE_CASE = "start"  # what is around the body is looked at here, at every size


def words_of(path):
    """Words of a file of keys; "text" keeps its quotes and its blanks."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            words += split_words(line)
    return words


def split_words(line):
    words, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
        elif line[at] == '"' and line.find('"', at + 1) > 0:
            end = line.index('"', at + 1) + 1
            words.append(line[at:end])
            at = end
        else:
            end = line.find(" ", at)
            end = len(line) if end < 0 else end
            words.append(line[at:end])
            at = end
    return words


def is_whole(out):
    """Is it a file of the whole screen? Also when a case has no screen of WHOLE_SIZE."""
    case = out.parent
    return (out.name == f"out@{WHOLE_SIZE}" or case.name == WHOLE_CASE
            or not (case / f"out@{WHOLE_SIZE}").exists())


def show(driver, out):
    case, size = out.parent, out.name[4:]
    args = split_words((case / "args").read_text(encoding="utf-8").strip())
    command = [driver, *([] if is_whole(out) else ["--body"]), size, f"tests/captures/{args[0]}",
               *[word.strip('"') for word in args[1:]], "--", *words_of(case / "keys")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60,
                          check=False, env={**os.environ, "TZ": "UTC"})
    return done.stdout, done.stderr if done.returncode else ""


def run_cases(driver, names, write):
    passed = failed = 0
    outs = []
    for case in sorted(HERE.iterdir()):
        if not (case / "keys").exists() or (names and case.name not in names):
            continue
        found = sorted(case.glob("out@*"))
        outs += found
        if not found:
            print(f"FAILED {case.name}: no out@WIDTHxHEIGHT")
            failed += 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        shown = list(pool.map(lambda out: show(driver, out), outs))
    for out, (screen, error) in zip(outs, shown):
        if write and not error:
            out.write_text(screen, encoding="utf-8")
            continue
        wanted = out.read_text(encoding="utf-8")
        if not error and screen == wanted:
            passed += 1
            continue
        failed += 1
        print(f"FAILED {out.parent.name} {out.name} {error}")
        print("\n".join(difflib.unified_diff(wanted.splitlines(), screen.splitlines(),
                                             "wanted", "shown", lineterm="", n=0)))
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sanitized", action="store_true")
    parser.add_argument("--driver", default=str(ROOT / "build/tests/screens/screens_driver"))
    parser.add_argument("--csonde", default=str(ROOT / "build/tui/csonde"))
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    passed, failed = run_cases(options.driver, options.cases, options.write)
    if not options.cases and not options.write:
        more_passed, more_failed = terminal_checks.run(
            str(Path(options.csonde).resolve()), str(Path(options.driver).parent / "live_stand_in"),
            options.sanitized)
        passed += more_passed
        failed += more_failed
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
