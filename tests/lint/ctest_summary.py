#!/usr/bin/env python3
# Turns the result files of ctest and of GoogleTest into the lines that tests/run counts: each test
# of a program is counted by itself, and one that skipped itself is named and not lost among the
# passed ones. A program that broke off leaves no file; what it printed tells in which test.
# SPDX-License-Identifier: Apache-2.0
"""Usage: ctest_summary.py FOLDER   a build folder with ctest.xml and unit-results/NAME.xml"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PASSED, FAILED, SKIPPED = "passed", "FAILED", "SKIPPED"


def outcomes_of_file(path):
    """What GoogleTest wrote when the program came to its end: (outcome, words) of each test."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None:
            yield FAILED, name
        elif skipped is not None:  # the message is `file:line` and the reason in the line below
            yield SKIPPED, " ".join([name, *skipped.get("message", "").splitlines()[1:2]]).strip()
        elif case.get("result") == "completed":
            yield PASSED, name
        else:
            yield SKIPPED, f"{name} is disabled"


def outcomes_of_text(name, text):
    """The same from what a program printed before it broke off; also the tests it did not reach."""
    begun = re.findall(r"^\[ RUN      \] (\S+)$", text, re.M)
    ended = {test: how for how, test in
             re.findall(r"^\[ +(OK|FAILED|SKIPPED) +\] ([^ ,]+).* \(\d+ ms\)$", text, re.M)}
    for test in begun:
        how = ended.get(test, "broke off")
        yield {"OK": PASSED, "SKIPPED": SKIPPED}.get(how, FAILED), test
    if not begun or begun[-1] in ended:
        yield FAILED, f"{name} broke off between tests"
    announced = re.search(r"^\[==========\] Running (\d+) test", text, re.M)
    for _ in range(int(announced[1]) - len(begun) if announced else 0):
        yield FAILED, f"a test of {name} that was not reached"


def outcomes(case, results):
    """Of one test of ctest, which is a plain program or the tests of a GoogleTest program."""
    name, passed = case.get("name"), case.get("status") == "run" and case.find("failure") is None
    path = results / f"{name}.xml"
    if path.exists():
        found = list(outcomes_of_file(path))
        if not passed and all(outcome != FAILED for outcome, _ in found):
            found.append((FAILED, f"{name} after its tests"))  # memory that is lost, for one
        return found
    text = case.findtext("system-out") or ""
    if "[==========] Running" in text:
        return list(outcomes_of_text(name, text))
    return [(PASSED if passed else FAILED, name)]


def main():
    folder = Path(sys.argv[1])
    found = [one for case in ElementTree.parse(folder / "ctest.xml").getroot().iter("testcase")
             for one in outcomes(case, folder / "unit-results")]
    for outcome, words in found:
        if outcome != PASSED:
            print(outcome, words)
    count = [sum(one == outcome for one, _ in found) for outcome in (PASSED, FAILED, SKIPPED)]
    print("{} passed, {} failed, {} skipped".format(*count))
    return 1 if count[1] else 0


if __name__ == "__main__":
    sys.exit(main())
