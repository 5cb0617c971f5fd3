# C++ is formatted by clang-format 14 with the .clang-format of the root, so that a commit shows
# what it changes and nothing else. Other versions print other lines: with one of them the check is
# skipped, and says so. driver/, tests/kernel/ and the programs of tests/live are
# written in the style of the kernel. run.py calls check().
# SPDX-License-Identifier: Apache-2.0
"""Files that clang-format 14 would change."""

import re
import shutil
import subprocess

import source_tree

VERSION = 14
_FOLDERS = ("userspace/", "tui/", "tests/")
_KERNEL_STYLE = ("tests/kernel/", "tests/live/programs/")


def program():
    """(path of clang-format 14, or None; why there is none)"""
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if not path:
            continue
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"version (\d+)", said.stdout)
        if found and int(found[1]) == VERSION:
            return path, ""
        other = said.stdout.strip()
    if shutil.which("clang-format"):
        return None, f"{other} is installed, and {VERSION} is needed"
    return None, f"clang-format-{VERSION} is not installed"


def check():
    """Yields one sentence for each file that is formatted in another way."""
    path, why = program()
    if not path:
        print(f"SKIPPED formatting: {why}")
        return
    sources = [str(source) for source in source_tree.files()
               if source.suffix in (".h", ".cpp") and str(source).startswith(_FOLDERS)
               and not str(source).startswith(_KERNEL_STYLE)]
    done = subprocess.run([path, "--dry-run", *sources], cwd=source_tree.ROOT,
                          capture_output=True, text=True, check=False)
    changed = {}
    for name, line in re.findall(r"^([^:\n]+):(\d+):\d+: warning: ", done.stderr, re.MULTILINE):
        changed.setdefault(name, line)
    for name, line in sorted(changed.items()):
        yield f"{name}:{line}: run clang-format-{VERSION} -i {name}"
    if done.returncode != 0 and not changed:
        yield f"clang-format: {done.stderr.strip()[:200]}"
