# The order of the folders: a folder of userspace/ or tui/ may include only what the table below
# grants, which is the table of the architecture. A new folder is a new row. run.py calls check().
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom."""

import re

import source_tree

# folder: folders that it may include besides base and itself
MAY_INCLUDE = {
    "base": (),
    "schema": ("driver/uapi",),
    "capfile": ("schema",),
    "state": ("schema",),
    "proc": ("schema", "state"),
    "engine": ("driver/uapi", "schema", "capfile", "proc"),
    "fields": ("driver/uapi", "schema", "state"),
    "filter": ("driver/uapi", "schema", "state", "fields"),
    "index": ("schema", "capfile", "state", "fields", "filter"),
    "view": ("schema", "state", "fields", "filter", "index"),
    "print": ("driver/uapi", "schema", "state", "fields", "filter"),
    "script": ("schema", "state", "fields", "filter", "view", "print"),
    "session": ("schema", "capfile", "proc", "engine", "state", "fields", "filter"),
    "explore": ("schema", "capfile", "proc", "state", "fields", "filter", "index", "view", "print",
                "session"),
    "command": ("schema", "fields", "filter"),
    "cli": ("driver/uapi", "schema", "state", "fields", "filter", "script", "print", "session",
            "command"),
    "tui/screen": (),
    "tui/terminal": ("tui/screen",),
    "tui/keys": ("tui/screen",),
    "tui/text": ("view", "tui/screen"),
    "tui/host": ("explore", "view", "script", "tui/screen", "tui/keys"),
    "tui/pane": ("explore", "view", "tui/screen", "tui/keys", "tui/text", "tui/host"),
    "tui/page": ("view", "tui/screen", "tui/keys", "tui/text", "tui/host"),
    "tui/panel": ("view", "tui/screen", "tui/keys", "tui/text", "tui/host", "tui/pane", "tui/page"),
    "tui/prompt": ("explore", "tui/screen", "tui/keys", "tui/text", "tui/host", "tui/pane"),
    "tui/model": ("explore", "view", "tui/screen", "tui/keys", "tui/text", "tui/host", "tui/pane",
                  "tui/page", "tui/panel", "tui/prompt"),
    "tui": ("explore", "view", "script", "print", "command", "tui/screen", "tui/terminal",
            "tui/keys", "tui/text", "tui/host", "tui/pane", "tui/model"),
}

# Headers of a library that one folder alone may include.
ONLY_IN = {"curses.h": "tui/terminal", "ncurses.h": "tui/terminal", "term.h": "tui/terminal"}

_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
_LIBRARY_INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.MULTILINE)


def folder_of(include):
    parts = include.split("/")
    if include.startswith("driver/uapi/") or (parts[0] == "tui" and len(parts) > 2):
        return "/".join(parts[:2])
    return parts[0]


def check():
    """Yields one sentence for each include that points the wrong way."""
    for path in source_tree.files():
        parts = path.parts
        if parts[0] == "userspace" and len(parts) > 2 and path.suffix in source_tree.CODE:
            yield from findings(path, parts[1], source_tree.text(path))
        elif parts[0] == "tui" and path.suffix in source_tree.CODE:
            yield from findings(path, folder_of(str(path)), source_tree.text(path))
        elif parts[:2] == ("driver", "uapi") and path.suffix in source_tree.CODE:
            yield from _check_contract(path)


def findings(path, folder, content):
    """One sentence for each include of this file that its folder may not have."""
    if folder not in MAY_INCLUDE:
        yield f"{path}: folder {folder} has no row in tests/lint/layers.py"
        return
    allowed = {folder, "base", *MAY_INCLUDE[folder]}
    for include in _INCLUDE.findall(content):
        if "/" not in include:
            yield f'{path}: "{include}": write includes relative to userspace/'
        elif folder_of(include) not in allowed:
            yield f'{path}: {folder} may not include "{include}"'
    for include in _LIBRARY_INCLUDE.findall(content):
        if ONLY_IN.get(include, folder) != folder:
            yield f"{path}: only {ONLY_IN[include]} may include <{include}>"


def _check_contract(path):
    """driver/uapi is read by kernel and user space: it includes only itself."""
    for include in _INCLUDE.findall(source_tree.text(path)):
        if "/" in include and not include.startswith("driver/uapi/"):
            yield f'{path}: driver/uapi may not include "{include}"'
