# Reads what `strace -f -o FILE -a 1` wrote: for each thread the calls in the order of their ends,
# as (name, result), and how it ended. Used by strace_equal.py.
# SPDX-License-Identifier: Apache-2.0
"""Parser for the output of strace."""

import errno
import re

# What a call that a signal interrupted returns inside the kernel, where no program sees it.
KERNEL_ERRORS = {"ERESTARTSYS": 512, "ERESTARTNOINTR": 513, "ERESTARTNOHAND": 514,
                 "ERESTART_RESTARTBLOCK": 516}
# "= 3", "= 0x7f00", "= -1 ENOENT (...)", "= ? ERESTARTSYS (...)", "= 0 (Timeout)", "= ?"
RESULT = re.compile(r".*\)\s*= (0x[0-9a-f]+|-?\d+|\?)(?: ([A-Z][A-Z_0-9]+)\b)?(?: .*)?$")
RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>")
CALL = re.compile(r"^(\w+)\(")


class Thread:
    def __init__(self):
        self.calls = []  # (name, result); result None: strace knows none
        self.ended = None  # ("exited", status) or ("killed", signal's name)


def result_of(text):
    """The number that the kernel returned; None when the line tells of none."""
    found = RESULT.match(text)
    if not found:
        raise ValueError(f"no result in: {text[:120]}")
    number, word = found.groups()
    if number == "?":
        return -KERNEL_ERRORS[word] if word in KERNEL_ERRORS else None
    if number == "-1" and word:
        code = getattr(errno, word, None)
        if code is None:
            raise ValueError(f"unknown error in: {text[:120]}")
        return -code
    if number.startswith("0") and number.isdigit() and len(number) > 1:
        return int(number, 8)  # umask()
    return int(number, 0)


def read(path):
    """{tid: Thread}"""
    threads = {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            tid, text = line.rstrip("\n").split(None, 1)
            thread = threads.setdefault(int(tid), Thread())
            if text.startswith("+++"):
                words = text.split()
                if words[1] == "exited":
                    thread.ended = ("exited", int(words[3]))
                elif words[1] == "killed":
                    thread.ended = ("killed", words[3])
                continue
            if text.startswith("---") or text.endswith("<unfinished ...>"):
                continue
            name = RESUMED.match(text) or CALL.match(text)
            if not name:
                raise ValueError(f"cannot read: {line[:120]}")
            thread.calls.append((name.group(1), result_of(text)))
    return threads
