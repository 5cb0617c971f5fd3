#!/usr/bin/env python3
# Runs the checks of this folder over the source tree; tests/run calls it as the step "lint". A
# check is a row of CHECKS: a name and a function that yields one sentence for each finding.
# SPDX-License-Identifier: Apache-2.0
"""Lint: order of includes, rules for files, shell scripts, function sizes, formatting."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import file_rules  # noqa: E402
import layers  # noqa: E402
import source_tree  # noqa: E402

MOST_FUNCTION_LINES = 120


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


def check_function_sizes():
    """Counts from a line that opens a body at column 0 to the brace that closes it there."""
    for path in source_tree.files():
        if path.suffix != ".cpp":
            continue
        start, opening = 0, ""
        for number, line in enumerate(source_tree.text(path).split("\n"), 1):
            if line and not line[0].isspace() and line.endswith(") {"):
                start, opening = number, line
            elif line == "}" and start:
                if number - start > MOST_FUNCTION_LINES:
                    yield f"{path}:{start}: {number - start} lines: {opening[:60]}"
                start = 0


def report_format():
    """Only told, never failed: the style is what people read, not what one version prints."""
    if not shutil.which("clang-format"):
        return
    sources = [str(p) for p in source_tree.files()
               if p.suffix in (".h", ".cpp") and p.parts[0] in ("userspace", "tests")]
    if not sources:
        return
    done = subprocess.run(["clang-format", "--dry-run", *sources], cwd=source_tree.ROOT,
                          capture_output=True, text=True, check=False)
    touched = {line.split(":")[0] for line in done.stderr.splitlines() if "warning:" in line}
    print(f"note: clang-format would change {len(touched)} of {len(sources)} files")


CHECKS = (
    ("order of includes", layers.check),
    ("rules for files", file_rules.check),
    ("shell scripts", check_shell),
    ("Python scripts", check_python),
    ("function sizes", check_function_sizes),
)


def main():
    passed = failed = 0
    for name, check in CHECKS:
        findings = list(check())
        print(f"{'ok' if not findings else 'FAILED':<7}{name}")
        for finding in findings:
            print(f"    {finding}")
        passed += not findings
        failed += bool(findings)
    report_format()
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
