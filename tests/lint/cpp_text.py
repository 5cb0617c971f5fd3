# C and C++ as the lint checks see it: code without comments and strings, and the blocks
# (namespaces, types, functions) of a file. It is no compiler: it knows braces and what stands
# before them. type_names.py, sizes.py and words.py call it; test_lint.py tests it.
# SPDX-License-Identifier: Apache-2.0
"""Blocks, code and comments of a C or C++ file."""

import re
from typing import NamedTuple

_PIECES = re.compile(
    r"""//(?:[^\\\n]|\\.|\\\n)*            # a comment to the end of the line
      | /\*.*?\*/                          # a comment with an end
      | R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"   # a raw string
      | "(?:[^"\\\n]|\\.|\\\n)*"
      | (?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+'
      | (?<=[LuU8])'(?:[^'\\\n]|\\.)+'
    """, re.VERBOSE | re.DOTALL)


class Block(NamedTuple):
    """Something in braces. The line numbers begin at 1; `first` is where its head begins."""
    kind: str       # namespace, type, function or other (a list of values, an enumeration's body)
    name: str       # of a namespace or type; empty for an anonymous one
    scope: tuple    # the blocks around it, outermost first, each as (kind, name)
    first: int
    last: int
    head: str


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def code(content):
    """The same number of lines and columns; comments are blanks, strings are empty."""
    def replace(match):
        piece = match[0]
        if piece.startswith("/"):
            return _blank(piece)
        quote = piece[-1]
        return quote + _blank(piece[1:-1]) + quote if len(piece) > 1 else piece
    return _PIECES.sub(replace, content)


def _without_directives(text):
    """Directives are blank, and so is every branch after #else or #elif: braces stay in pairs."""
    lines, skipped, depth, continued = [], None, 0, False
    for line in text.split("\n"):
        directive = re.match(r"\s*#\s*(\w+)", line) if not continued else None
        keep = not directive and not continued and skipped is None
        if directive:
            word = directive[1]
            if word in ("if", "ifdef", "ifndef"):
                depth += 1
            elif word in ("else", "elif") and skipped is None:
                skipped = depth
            elif word == "endif":
                if skipped == depth:
                    skipped = None
                depth -= 1
        continued = (directive or continued) and line.endswith("\\")
        lines.append(line if keep else "")
    return "\n".join(lines)


_NAMESPACE = re.compile(r"\s*(?:inline\s+)?namespace\b\s*([\w:]*)\s*$")
_TYPE = re.compile(r"\b(struct|class|union|enum(?:\s+(?:class|struct))?)\s+(?:\[\[\w+\]\]\s*)?"
                   r"(?:alignas\s*\([^)]*\)\s*)?(\w+(?:::\w+)*)?[^();=]*$")


def _kind(head, scope):
    """What a brace opens, by the words before it and the block around it."""
    plain = re.sub(r"\btemplate\s*<[^{};]*?>(?=\s*(?:struct|class|union|enum|\w|\[))", " ", head)
    namespace = _NAMESPACE.search(plain)
    if namespace:
        return "namespace", namespace[1]
    if re.match(r'\s*extern\s+"\s*"\s*$', plain):
        return "namespace", "extern"
    inside_code = any(kind in ("function", "other") for kind, _ in scope)
    found = _TYPE.search(plain)
    if found and not plain.rstrip().endswith(("=", ",", "(")):
        return "type", found[2] or ""
    if not inside_code and "(" in plain and not plain.rstrip().endswith(("=", ",", "(")):
        return "function", ""
    return "other", ""


def blocks(content):
    """All blocks of a file, those that end first in front."""
    text = _without_directives(code(content))
    opened, found, begin, line_of_begin, line = [], [], 0, 1, 1
    for match in re.finditer(r"[{};\n]", text):
        mark = match[0]
        if mark == "\n":
            line += 1
            if not text[begin:match.start()].strip():
                begin, line_of_begin = match.end(), line
            continue
        if mark == "{":
            head = text[begin:match.start()]
            scope = tuple((block[0], block[1]) for block in opened)
            kind, name = _kind(head, scope)
            opened.append((kind, name, scope, line_of_begin, head.strip()))
        elif mark == "}" and opened:
            kind, name, scope, first, head = opened.pop()
            found.append(Block(kind, name, scope, first, line, head))
        begin, line_of_begin = match.end(), line
    return found
