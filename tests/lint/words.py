# Words that are gone: names and phrases of a private dictionary, each with the plain word that
# takes its place. A word may be legitimate English, or a format's own: ALLOWED says where. run.py
# calls check(). The reasons are in docs/contributing.md, "Names and English".
# SPDX-License-Identifier: Apache-2.0
"""Words that the source tree does not use any more."""

import re
from typing import NamedTuple

import cpp_text
import source_tree

ANYWHERE, CODE = "anywhere", "code"


class Word(NamedTuple):
    """`where`: anywhere, or in code only, where comments and strings may still say it."""
    pattern: str
    instead: str
    where: str = ANYWHERE
    folders: tuple = ()  # only below these; empty is everywhere


WORDS = (
    Word(r"(?i)bunch", "rollup"),
    Word(r"\bStages?\b|\bstage_\w+", "RowReplay, step", CODE, ("userspace/", "tui/")),
    Word(r"(?i)crew", "pool"),
    Word(r"(?i)doubt", "suspect, uncertain"),
    Word(r"\b\w*_(?:un)?told_?\b|\b(?:un)?told(?:_\w+)?\b|(?i:\btells_\w+)", "reported", CODE),
    Word(r"\bkOdd\w*|\bodd_name|\bROW_ODD", "kNameFromParams, special", CODE),
    Word(r"\bkMost[A-Z]\w*|\bMOST_[A-Z]\w*|\bmost_[a-z]\w*", "kMax..., MAX_..., max_...", CODE),
    Word(r"(?i)speaker", "stand-in"),
    Word(r"(?i)\bgauged?s?\b", "thread stats"),
    Word(r"LifeChange", "ThreadChange"),
    Word(r"(?i)picture", "snapshot, state of the machine; of a screen: frame, screen"),
    Word(r"\b[Ww]ish(?:es)?\b|\w+Wish(?:es)?\b", "query, request, options"),
    Word(r"Narrowing", "SetExpr"),
    Word(r"\bField(?:Need|Part)s?\b|\bfield_(?:need|part)s?\b", "FieldDependency"),
    Word(r"(?i)patience", "idle timeout, timeout"),
    Word(r"\bis_pressed|\btalk_as|\bhold_owner", "is_under_pressure, set_program_name, lock_..."),
    Word(r"\b(?:say|warn|otherwise|talk_as)\(", "log_info, log_warning, fallback", CODE,
         ("userspace/",)),
    Word(r"\bsettle\(|\bdoubtful\(", "reconcile, suspects", CODE, ("userspace/",)),
    Word(r"\bown_events?(?:_\w+)?\b|OwnEvents?", "private events"),
    Word(r"\bKind(?:Traits|Facts)\b|\bLineStyle\b", "one name for one thing", CODE),
    Word(r"\bheat\b|\w+_heat\b|\bheat_\w+", "spectrogram", CODE),
    Word(r"(?i)\bwhoever\b", "the caller's name"),
    Word(r"(?i)\bthe person\b", "the user"),
    Word(r"(?i)\bsome ?body\b|\bsome one\b", "who it is"),
    Word(r"(?i)\bseldom\b", "rare, rarely"),
    Word(r"(?i)\bof late\b", "recently"),
    Word(r"(?i)\bmakes? no sense\b", "is corrupt"),
    Word(r"(?i)\bso many\b", "the name of the quantity"),
)

# (path, words around it): where a word of the list is right. `path` is a beginning.
ALLOWED = (
    ("tests/lint/words.py", ""),
    ("tests/lint/test_lint.py", ""),
    ("LICENSE", ""),  # of others
    ("docs/decisions/", "index/field_"),  # what the files were called then
    ("tests/live/sysdig_equal.py", "most_common("),  # Python's
)

# What programs of others wrote: captures, what sysdig prints, what is typed into a terminal.
_DATA = re.compile(r"\.(scap|zst|gz|pcap|png)$|^tests/(fuzz/(seeds|corpus)|captures)/")
_SCRIPT_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


def _code(path, content):
    if path.suffix in (".h", ".cpp", ".c", ".def"):
        return cpp_text.code(content)
    if path.suffix == ".py":
        content = re.sub(r'"[^"\n]*"', lambda match: " " * len(match[0]), content)
    if path.suffix in (".py", ".sh") or content.startswith("#!"):
        return _SCRIPT_COMMENT.sub(lambda match: " " * len(match[0]), content)
    return ""


def findings(path, content):
    """(line, sentence) for each word in this file that is gone."""
    code, name, lines = None, str(path), content.split("\n")
    for word in WORDS:
        if word.folders and not name.startswith(word.folders):
            continue
        if word.where == CODE and code is None:
            code = _code(path, content)
        for match in re.finditer(word.pattern, code if word.where == CODE else content):
            line = content.count("\n", 0, match.start()) + 1
            if not any(name.startswith(begin) and around in lines[line - 1]
                       for begin, around in ALLOWED):
                yield line, f"`{match[0]}` is not used here any more: {word.instead}"


def check():
    """Yields one sentence for each word that is gone and still there."""
    for path in source_tree.files():
        if _DATA.search(str(path)):
            continue
        for word in WORDS:
            if word.where == ANYWHERE and re.search(word.pattern, path.name):
                yield f"{path}: the name has a word that is gone: {word.instead}"
        content = source_tree.text(path)
        if content is not None:
            for line, sentence in findings(path, content):
                yield f"{path}:{line}: {sentence}"
