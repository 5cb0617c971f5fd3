#!/usr/bin/env python3
# Turns the result file of ctest into the lines that tests/run counts, so that a test which skipped
# itself is named and not lost among the passed ones.
# SPDX-License-Identifier: Apache-2.0
"""Usage: ctest_summary.py ctest.xml"""

import sys
import xml.etree.ElementTree as ElementTree


def reason_of(case):
    """GoogleTest prints `file:line: Skipped` and the reason in the line below."""
    lines = (case.findtext("system-out") or "").splitlines()
    for place, line in enumerate(lines):
        if line.endswith(": Skipped"):
            return "".join(lines[place + 1:place + 2]).strip()
    return ""


def main():
    passed = failed = 0
    skipped = []
    for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
        state = case.get("status")
        mark = case.find("skipped")
        if state == "disabled" or (mark is not None and "SKIP" in mark.get("message", "")):
            skipped.append(f"{case.get('name')} {reason_of(case)}".strip())
        elif state != "run" or case.find("failure") is not None:
            failed += 1
            print(f"FAILED {case.get('name')}")
        else:
            passed += 1
    for name in skipped:
        print(f"SKIPPED {name}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
