#!/usr/bin/env python3
# Views with random filters and ranges of time: what csonde answers from its index must be what a
# plain scan of all lines gives. Filters are put together from conditions of every kind that the
# index treats in its own way, with values that the capture has. tests/run: step "views".
# Next: compare.py, evaluate.py.
# SPDX-License-Identifier: Apache-2.0
"""Usage: random_requests.py [--count N] [--seed N] [--sonde PROGRAM] [--csonde PROGRAM]
[CAPTURE...]"""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from compare import ROOT, captures, compare, own_views  # noqa: E402
from evaluate import Capture, Part  # noqa: E402

# Where the values of a condition come from; each field is asked of every event of the capture.
FIELDS = ("proc.name", "proc.pid", "thread.tid", "evt.type", "fd.name", "fd.directory", "evt.num",
          "fd.type", "evt.res", "evt.cpu", "evt.rawtime", "evt.latency", "evt.buflen", "user.uid")
CONDITIONS = (
    "proc.name={proc.name}", "proc.name!={proc.name}", "proc.pname={proc.name}",
    "proc.pid={proc.pid}", "proc.pid in ({proc.pid}, {proc.pid})", "proc.apid={proc.pid}",
    "thread.tid>{thread.tid}", "proc.cmdline contains {proc.name}", "user.uid={user.uid}",
    "evt.type={evt.type}", "evt.type in ({evt.type}, {evt.type})", "evt.dir=<", "evt.dir=>",
    "evt.category=file", "evt.is_io=true", "evt.is_io_read=true", "evt.is_wait=true",
    "fd.name={fd.name}", "fd.name startswith {fd.directory}", "fd.name exists", "fd.num>2",
    "fd.directory={fd.directory}", "fd.type={fd.type}", "fd.type in (file, ipv4)",
    "fd.typechar in (f, d)", "evt.failed=true", "evt.failed=false", "evt.res={evt.res}",
    "evt.res exists", "evt.rawres>0", "evt.buflen>{evt.buflen}", "evt.latency>{evt.latency}",
    "evt.latency<{evt.latency}", "evt.num>{evt.num}", "evt.num<={evt.num}", "evt.cpu={evt.cpu}",
    "evt.rawtime<{evt.rawtime}", "evt.arg.fd exists", "evt.arg.flags contains O_CLOEXEC",
    "evt.args contains {proc.name}", "evt.buffer contains a", "evt.rawarg.size>1000",
    "thread.vmrss>2000", "thread.pfminor>100", "proc.nthreads>1", "proc.duration>1000000",
    "evt.count.error=1", "evt.info contains res=0", "container.id=host", "syscall.type exists",
    "proc.fdopencount>3", "proc.fdusage>0.0", "fd.types intersects (pipe)", "fd.types[1] exists",
    "proc.stdin.name exists", "thread.totexectime>1000000", "fdlist.names contains /",
    "fs.path.name contains lib", "evt.time contains 5", "proc.is_sid_leader=true",
)


class Writer:
    """Writes filters for one capture."""

    def __init__(self, capture, chance):
        self.chance = chance
        lines = capture.lines(FIELDS, "")
        self.values = {f: sorted({line[f] for line in lines if line[f] not in (None, "")})
                       for f in FIELDS}

    def value(self, field):
        value = self.chance.choice(self.values[field] or ["nothing"])
        if isinstance(value, str):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return str(value)

    def condition(self):
        parts = self.chance.choice(CONDITIONS).split("{")
        return parts[0] + "".join(self.value(p.partition("}")[0]) + p.partition("}")[2]
                                  for p in parts[1:])

    def filter(self):
        shape = self.chance.choice(("", "{}", "{}", "not {}", "{} and {}", "{} or {}",
                                    "{} and not {}", "({} or {}) and {}", "not ({} and {})"))
        return shape.format(*(self.condition() for _ in range(shape.count("{}"))))


def range_of(capture, chance):
    """A whole capture one time in three."""
    if chance.random() < 0.33 or capture.last_ns - capture.first_ns < 2:
        return capture.first_ns, capture.last_ns, []
    ends = sorted(chance.randrange(capture.first_ns, capture.last_ns) for _ in range(2))
    begin, end = ends[0], max(ends[1], ends[0] + 1)
    words = [word for option, ns in (("--from", begin), ("--to", end))
             for word in (option, f"{ns // 10**9}.{ns % 10**9:09d}")]
    return begin, end, words


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sonde", default=ROOT / "build/userspace/cli/sonde")
    parser.add_argument("--csonde", default=ROOT / "build/tui/csonde")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("capture", nargs="*", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    views = [v for v in own_views(options.csonde) if v["view_type"] in ("table", "list")]
    readable = [Capture(options.sonde, path) for path in options.capture or captures()]
    writers = {capture.path: Writer(capture, chance) for capture in readable}
    passed = failed = with_rows = 0
    for number in range(options.count):
        capture, view = chance.choice(readable), chance.choice(views)
        words = writers[capture.path].filter()
        begin, end, more = range_of(capture, chance)
        part = Part(capture, words, begin, end if more else end + 1)
        part.last_ns, part.seconds = end, (end - begin) / 1e9
        if words:
            more = [*more, words]
        problems = list(compare(view, part, options.csonde, "default", more))
        passed += not problems
        failed += bool(problems)
        with_rows += part.seen > 0
        for problem in problems[:3]:
            print(f"FAILED request {number}: {capture.path.name} -v {view['id']} {more}: {problem}")
    if with_rows * 3 < options.count:
        print(f"FAILED only {with_rows} of {options.count} requests had events")
        failed += 1
    print(f"{with_rows} of {options.count} requests had events")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
