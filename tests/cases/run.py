#!/usr/bin/env python3
# Runs the command line cases: a case is a folder tests/cases/AREA/NAME with `cmd` (shell, run by
# bash beside a copy of the folder's in.* files; $SONDE is the program, $CAPTURES the captures),
# and what must come: `out` (stdout), `err` (stderr), `status`. Absent: nothing printed, status 0.
# In out and err a line `re:REGEX` matches as a whole, a line `...` stands for any number of lines.
# SPDX-License-Identifier: Apache-2.0
"""Usage: run.py [--sonde PROGRAM] [CASE...]   CASE is AREA, AREA/NAME or a part of it"""

import argparse
import concurrent.futures
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).resolve().parent
TIME_LIMIT_S = 60


def environment(sonde):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("LC_", "SONDE_")) and k not in ("NO_COLOR", "CLICOLOR_FORCE")}
    env.update(SONDE=str(sonde), CAPTURES=str(ROOT / "tests/captures"), TZ="UTC", LC_ALL="C",
               TERM="xterm")
    return env


def lines_of(data):
    return data.decode("utf-8", "backslashreplace").splitlines()


def matches(expected, actual):
    """Whether the lines fit the pattern lines; `...` tries every length."""
    if not expected:
        return not actual
    first, rest = expected[0], expected[1:]
    if first == "...":
        return any(matches(rest, actual[skip:]) for skip in range(len(actual) + 1))
    if not actual or not line_fits(first, actual[0]):
        return False
    return matches(rest, actual[1:])


def line_fits(pattern, line):
    if pattern.startswith("re:"):
        return re.fullmatch(pattern[3:], line) is not None
    return pattern == line


def fits(expected, actual):
    if any(line == "..." or line.startswith("re:") for line in expected):
        return matches(expected, actual)
    return expected == actual


def expectation(case, name):
    path = case / name
    return lines_of(path.read_bytes()) if path.exists() else []


def judge(case, sonde):
    """Runs one case; the returned text is empty when everything is as expected."""
    with tempfile.TemporaryDirectory(prefix="sonde-case-") as folder:
        for path in case.iterdir():
            if path.name.startswith("in."):
                shutil.copy(path, folder)
        try:
            done = subprocess.run(["bash", "-c", (case / "cmd").read_text(encoding="utf-8")],
                                  cwd=folder, env=environment(sonde), stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=TIME_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            return f"    no end after {TIME_LIMIT_S} s\n"
    report = ""
    for name, got in (("out", done.stdout), ("err", done.stderr)):
        expected, actual = expectation(case, name), lines_of(got)
        if not fits(expected, actual):
            diff = difflib.unified_diff(expected, actual, f"expected {name}", f"actual {name}",
                                        lineterm="", n=1)
            report += "".join(f"    {line}\n" for line in list(diff)[:40])
    status = int("".join(expectation(case, "status")) or 0)
    if done.returncode != status:
        report += f"    status {done.returncode}, expected {status}\n"
    return report


def find_cases(wanted):
    found = sorted(path.parent for path in CASES.glob("*/*/cmd"))
    if wanted:
        found = [c for c in found if any(w in str(c.relative_to(CASES)) for w in wanted)]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    built = ROOT / "build/userspace/cli/sonde"
    parser.add_argument("--sonde", type=Path, default=os.environ.get("SONDE", built))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    sonde = Path(shutil.which(options.sonde) or options.sonde).resolve()
    if not os.access(sonde, os.X_OK):
        sys.exit(f"run.py: no program at {sonde}; build it first")
    cases = find_cases(options.cases)
    if not cases:
        sys.exit("run.py: no case has that name")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for case, report in zip(cases, pool.map(lambda c: judge(c, sonde), cases)):
            if report:
                failed += 1
                print(f"FAILED {case.relative_to(CASES)}: "
                      f"{(case / 'cmd').read_text(encoding='utf-8').strip()}\n{report}", end="")
    print(f"{len(cases) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
