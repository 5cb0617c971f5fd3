# The README's table of folders and the folders themselves say the same: each folder of userspace/
# and each folder of the root has a row, each row is a folder, and the order is that of layers.py.
# run.py calls check().
# SPDX-License-Identifier: Apache-2.0
"""Folders of the README that are not there, and the other way round."""

import re

import layers
import source_tree

_ROW = re.compile(r"^\| `([\w/.-]+)/` \|", re.MULTILINE)


def differences(readme, folders, order):
    """`folders` are those of the tree, `order` the folders of userspace/ from the lowest up."""
    rows = _ROW.findall(readme)
    for row in rows:
        if row not in folders:
            yield f"README.md: the table of folders names {row}/, which does not exist"
    for folder in sorted(folders):
        if folder not in rows:
            yield f"README.md: the table of folders has no row for {folder}/"
    shown = [row.split("/")[1] for row in rows if row.startswith("userspace/")]
    if shown != [folder for folder in order if folder in shown]:
        yield "README.md: the folders of userspace/ do not stand in the order of layers.py"


def check():
    """Yields one sentence for each difference."""
    folders = {"driver/uapi"}
    for path in source_tree.files():
        parts = path.parts
        if parts[0] == "userspace" and len(parts) > 2:
            folders.add("/".join(parts[:2]))
        elif len(parts) > 1 and parts[0] != "userspace" and not parts[0].startswith((".", "LIC")):
            folders.add(parts[0])
    order = [folder for folder in layers.MAY_INCLUDE if not folder.startswith("tui")]
    yield from differences(source_tree.text(source_tree.ROOT / "README.md"), folders, order)
