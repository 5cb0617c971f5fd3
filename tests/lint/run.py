#!/usr/bin/env python3
# Runs the checks of this folder over the source tree; tests/run calls it as the step "lint". A
# check is a row of CHECKS: a name and a function that yields one sentence for each finding. What
# they find is tested by test_lint.py, which is a row, too.
# SPDX-License-Identifier: Apache-2.0
"""Lint: includes, files, sizes, names, words, formatting, scripts.

Usage: run.py [WORD...]   with words: only the checks whose name has one of them
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import file_rules  # noqa: E402
import folder_table  # noqa: E402
import formatting  # noqa: E402
import layers  # noqa: E402
import sizes  # noqa: E402
import source_tree  # noqa: E402
import test_lint  # noqa: E402
import type_names  # noqa: E402
import words  # noqa: E402


def shell_scripts():
    for path in source_tree.files():
        content = source_tree.text(path)
        if content and re.match(r"#!.*\b(ba)?sh\b", content):
            yield path


def check_shell():
    if not shutil.which("shellcheck"):
        print("SKIPPED shellcheck is not installed")
        return
    for path in shell_scripts():
        done = subprocess.run(["shellcheck", "-f", "gcc", str(path)], cwd=source_tree.ROOT,
                              capture_output=True, text=True, check=False)
        yield from done.stdout.splitlines()


def check_python():
    for path in source_tree.files():
        if path.suffix == ".py":
            try:
                compile(source_tree.text(path), str(path), "exec")
            except SyntaxError as error:
                yield f"{path}:{error.lineno}: {error.msg}"


CHECKS = (
    ("the checks themselves", test_lint.check),
    ("order of includes", layers.check),
    ("rules for files", file_rules.check),
    ("sizes of files, functions and folders", sizes.check),
    ("names of types", type_names.check),
    ("words that are gone", words.check),
    ("table of folders", folder_table.check),
    ("formatting", formatting.check),
    ("shell scripts", check_shell),
    ("Python scripts", check_python),
)


def main():
    chosen = [row for row in CHECKS
              if not sys.argv[1:] or any(word in row[0] for word in sys.argv[1:])]
    passed = failed = 0
    for name, check in chosen:
        findings = list(check())
        print(f"{'ok' if not findings else 'FAILED':<7}{name}")
        for finding in findings:
            print(f"    {finding}")
        passed += not findings
        failed += bool(findings)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
