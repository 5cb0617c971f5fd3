# A type has one name and a name is one type: two definitions of one name would be one to the
# linker (the C++ rule of one definition), and two things to a reader. What stands in an anonymous
# namespace belongs to its file and is not looked at. run.py calls check().
# SPDX-License-Identifier: Apache-2.0
"""Names of types that are defined more than once."""

import collections
import re

import cpp_text
import source_tree

# `template <> struct std::hash<Key>` gives a name another body, but no second meaning.
_SPECIALISATION = re.compile(r"(?:struct|class)\s+(?:\[\[\w+\]\]\s*)?[\w:]+\s*<")
FOLDERS = ("userspace/", "tui/", "driver/uapi/")


def types(content):
    """(qualified name, line) of each type that is defined outside functions and other types."""
    for block in cpp_text.blocks(content):
        if block.kind != "type" or not block.name or _SPECIALISATION.search(block.head):
            continue
        if any(kind != "namespace" or not name for kind, name in block.scope):
            continue
        yield "::".join([*(name for _, name in block.scope), block.name]), block.first


def check_files(files):
    """`files` are pairs of a path and its content."""
    places = collections.defaultdict(list)
    for path, content in files:
        for name, line in types(content):
            places[name].append(f"{path}:{line}")
    for name, where in sorted(places.items()):
        if len(where) > 1:
            yield f"{name} is defined {len(where)} times: {', '.join(where)}"


def check():
    """Yields one sentence for each name that stands in two places."""
    sources = [path for path in source_tree.files()
               if str(path).startswith(FOLDERS) and path.suffix in (".h", ".cpp", ".c")]
    yield from check_files((path, source_tree.text(path)) for path in sources)
