# Rules that hold for every file: licence line, opening comment, width, names, no traces of the
# machine that wrote it. run.py calls check(); what is exempt stands in the constants below.
# SPDX-License-Identifier: Apache-2.0
"""Rules of style that a script can see."""

import re

import sizes
import source_tree

MAX_COLUMNS = 100
NEEDS_LICENCE = {".h", ".cpp", ".c", ".def", ".py", ".sh", ".lua"}
LICENCES = {"driver/uapi": "(GPL-2.0 OR MIT)", "driver": "GPL-2.0"}
BAD_NAMES = re.compile(r"(^|_)(utils?|manager|helpers?|common|misc)(_|\.|$)")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|tmp/w)/[\w.]")
# Written in the style of the kernel, whose indent is a tab.
KERNEL_STYLE = re.compile(r"^(driver|tests/kernel|tests/live/programs)/")
COMMENT = {".h": "//", ".cpp": "//", ".c": "/", ".def": "/", ".py": "#", ".sh": "#", ".lua": "--"}


def is_script(path, content):
    return path.suffix == "" and content.startswith("#!")


def wanted_licence(path):
    for folder, licence in LICENCES.items():
        if str(path).startswith(folder + "/"):
            return licence
    return "Apache-2.0"


def check():
    """Yields one sentence for each broken rule."""
    for path in source_tree.files():
        # Scripts of sysdig load chisels/common.lua by this name.
        if BAD_NAMES.search(path.name) and str(path) != "chisels/common.lua":
            yield f"{path}: the name says nothing (no util, manager, helper, common, misc)"
        content = source_tree.text(path)
        if content is None:
            continue
        yield from _check_text(path, content)
        if path.name.endswith("_test.cpp"):
            for line, name in test_names(content):
                yield f"{path}:{line}: {name}: names of tests have the form NameOfTheTest"
        if path.suffix in NEEDS_LICENCE or is_script(path, content):
            yield from _check_opening(path, content)
        if path.suffix in source_tree.CODE or path.suffix == ".py" or is_script(path, content):
            yield from _check_lines(path, content)


# TEST(Suite, NameOfTheTest)
_TEST_NAME = re.compile(r"^\s*TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", re.MULTILINE)


def test_names(content):
    """(line, name) of each test whose name is not of the form NameOfTheTest."""
    for match in _TEST_NAME.finditer(content):
        if not re.fullmatch(r"(?:[A-Z0-9][A-Za-z0-9]*)", match[1]):
            yield content.count("\n", 0, match.start(1)) + 1, match[1]


def _check_text(path, content):
    own_pattern = path.name == "file_rules.py"
    for number, line in enumerate(content.split("\n"), 1):
        if MACHINE_PATHS.search(line) and not own_pattern:
            yield f"{path}:{number}: a path of one machine: {line.strip()[:60]}"
        if "\r" in line and path.parts[:2] != ("tests", "cases"):
            yield f"{path}:{number}: carriage return"


def _check_opening(path, content):
    head = content.split("\n")[:14]
    licence = f"SPDX-License-Identifier: {wanted_licence(path)}"
    if not any(re.match(rf"\W*{re.escape(licence)}", line) for line in head):
        yield f"{path}: no line `{licence}` at the top"
    start = 1 if head[0].startswith("#!") else 0
    mark = COMMENT.get(path.suffix, "#")
    if not any(line.startswith((mark, "/*", " *")) and "SPDX" not in line for line in
               head[start:start + 3]):
        yield f"{path}: opens without a comment that says what it is"


def _check_lines(path, content):
    lines = content.split("\n")
    for number, line in enumerate(lines, 1):
        if "\t" in line and path.suffix in (".h", ".cpp") and not KERNEL_STYLE.match(str(path)):
            yield f"{path}:{number}: tab"
        if line != line.rstrip():
            yield f"{path}:{number}: blanks at the end of the line"
        if len(line) > MAX_COLUMNS and not sizes.TABLE_FILE.search(path.name):
            yield f"{path}:{number}: {len(line)} columns, at most {MAX_COLUMNS}"
