# What is compared: every run is a name, the options given to both programs and the way the lines
# are told apart. compare.py walks these rows; to add a comparison, add a row here or a line to
# filters.txt. The fields come from fields.json of the shared folder, facts about both programs.
# SPDX-License-Identifier: Apache-2.0
"""Rows of the peer comparison: output modes, field formats, filters, round trips."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

# Unlikely inside any value, so that a line can be cut back into its columns.
SEPARATOR = " |~| "

# Classes that both programs have; the others need a cluster or were tracers' classes.
CLASSES = (
    "evt_generic", "evt", "process", "user", "group", "fd", "fdlist", "container", "syslog", "util",
)

# Fields that want an argument, and fields whose argument changes the meaning.
ARGUMENTS = {
    # In a format sysdig prints the name of evt.type.is as text, and nothing for most raw arguments;
    # for some it even ends with "wrong event type". The filters ask for these.
    "evt.type.is": [],
    "evt.arg": ["[0]", "[1]", ".fd", ".res", ".name", ".flags", ".uid", ".addr", ".tuple"],
    "evt.rawarg": [".res", ".name"],
    "evt.abspath": ["", ".src", ".dst"],
    "thread.cgroup": [".cpuacct", ".memory", ".pids"],
    # Not without index: sysdig then prints the field's name behind the value.
    "proc.aname": ["[0]", "[1]", "[2]", "[3]"],
    "proc.apid": ["[0]", "[1]", "[2]", "[3]"],
    "container.mount": ["[0]", "[1]", "[/etc/*]"],
    "container.mount.source": ["[0]", "[/etc/hosts]"],
    "container.mount.dest": ["[0]", "[/*]"],
    "container.mount.mode": ["[0]"],
    "container.mount.rdwr": ["[0]"],
    "container.mount.propagation": ["[0]"],
}

# sysdig 0.29.3 ends on a signal or an exception of its own inside these on some captures; alone
# in a run they cost only themselves.
ALONE = ("evt.res",)

# sysdig prints line ends inside these, so that lines of a run that holds them find no partner.
LINE_ENDS_INSIDE = ("thread.cgroups", "thread.cgroup.cpuacct", "thread.cgroup.memory",
                    "thread.cgroup.pids")

DEFAULT_FORMAT = "*%evt.num %evt.type"


@dataclass
class Run:
    """One command line for both programs."""

    name: str
    args: list
    keyed: bool = True  # an event line starts with its number (or holds it, in JSON)
    columns: list = field(default_factory=list)  # names of the fields between separators
    only: tuple = ()  # names of captures; empty means all
    ordered: bool = True  # else the same lines in any order
    rounded: tuple = ()  # columns whose numbers may differ by one in ten million
    sysdig_only: tuple = ()  # options that sysdig gets besides


MODES = (
    # name            options              keyed
    ("default", [], True),
    ("container", ["-pc"], True),
    ("json", ["-j"], True),
    ("json-buffers-base64", ["-j", "-b"], True),
    ("json-time-absolute", ["-j", "-ta"], True),
    ("hex-ascii", ["-X"], True),
    ("hex", ["-x"], True),
    ("ascii", ["-A"], False),
    ("base64", ["-b"], True),
    ("verbose", ["-v"], True),
    ("verbose-hex-ascii", ["-v", "-X"], True),
    ("time-hours", ["-th"], True),
    ("time-absolute", ["-ta"], True),
    ("time-relative", ["-tr"], True),
    ("time-latency", ["-td"], True),
    ("time-delta", ["-tD"], True),
    ("time-delta-filtered", ["-tD", "evt.type=close"], True),
    ("time-relative-filtered", ["-tr", "evt.type=close"], True),
    ("ports-resolved", ["-R"], True),
    ("no-users", ["-E", "-p", "*%evt.num %user.name %user.uid %group.name %evt.args"], True),
    ("display-filter", ["-d", "proc.name=bash"], True),
    ("limit-100", ["-n", "100", "evt.type in (open, openat, read, write, close)"], True),
    ("limit-filtered", ["-n", "37", "evt.type=openat"], True),
    ("one-second", ["-M", "1"], True),
    ("snaplen", ["-s", "16"], True),
    ("quiet", ["-q"], True),
    ("format-width", ["-p", "%10evt.num|%20proc.name|%5evt.dir|%12evt.type|%evt.cpu"], True),
    ("format-missing-drops-line", ["-p", "%evt.num %fd.name %evt.rawres"], True),
    ("format-escapes", ["-p", r"%evt.num\t%proc.name\n  %evt.type\\end"], False),
    ("format-json", ["-j", "-p", "%evt.num %proc.name %proc.pid %fd.name %fd.num"], True),
    ("format-json-missing", ["-j", "-p", "*%evt.num %fd.name %fd.sport %evt.failed"], True),
    ("device-numbers",
     ["-p", "%evt.num %fd.dev %fd.dev.major %fd.dev.minor", "fd.type in (file, directory)"], True),
    ("journey-opens", ["-p%evt.arg.name", "evt.type=openat"], False),
    ("journey-latency",
     ["-p%evt.num %evt.latency %proc.name %evt.type", "evt.latency>10000000"], True),
    ("journey-chdir", ["-p%evt.arg.path", "evt.type=chdir and user.name=root"], False),
    ("journey-programs",
     ["-p%evt.num %user.name) %proc.name %proc.args", "evt.type=execve and evt.arg.ptid!=x"], True),
)


def mode_runs():
    runs = [Run("mode/" + name, list(args), keyed) for name, args, keyed in MODES]
    # Rows with equal counts come in the order of a hash table: any order is right, and which of
    # them are among the 100 that are shown is chance.
    runs.append(Run("mode/summary", ["-S", "-q"], False, ordered=False))
    runs.append(Run("mode/summary-filtered", ["-S", "-q", "evt.is_io=true"], False, ordered=False))
    return runs


def known_fields(fields_json):
    """Every field of both programs, with its arguments, as (class, text) pairs."""
    rows = json.loads(Path(fields_json).read_text(encoding="utf-8"))["fields"]
    found = []
    for row in rows:
        if not row["in_2022"] or row["class"] not in CLASSES or "FILTER_ONLY" in row["flags"]:
            continue
        for argument in ARGUMENTS.get(row["name"], [""]):
            found.append((row["class"], row["name"] + argument))
    return found


def format_run(name, fields):
    text = "*%evt.num" + "".join(SEPARATOR + "%" + one for one in fields)
    return Run(name, ["-p", text], True, ["evt.num"] + list(fields))


def class_runs(fields_json):
    """One run for each class; fields on which sysdig is known to fall over run alone."""
    by_class = {}
    for class_name, text in known_fields(fields_json):
        key = text if text in ALONE + LINE_ENDS_INSIDE else class_name
        by_class.setdefault(key, []).append(text)
    return [format_run("class/" + name, fields) for name, fields in by_class.items()]


def field_runs(fields_json):
    return [format_run("field/" + text, [text]) for _, text in known_fields(fields_json)]


def filter_runs(filters_txt):
    """filters.txt: `[group]` or `[group: default output]` opens a group, then a filter a line."""
    runs = []
    args = ["-p", DEFAULT_FORMAT]
    for line in Path(filters_txt).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        heading = re.fullmatch(r"\[(.*?)(: default output)?\]", line.strip())
        if heading:
            args = [] if heading.group(2) else ["-p", DEFAULT_FORMAT]
            continue
        # sysdig leaves events that a filter rejects out of its state, and then forgets names of
        # descriptors; with -d it does not, and sonde never does. See docs/differences.md.
        runs.append(Run("filter/" + line, args + [line], sysdig_only=("-d",)))
    return runs


ROUND_TRIP_STATE = (
    "*%evt.num %evt.rawtime %evt.dir %evt.type %evt.cpu %thread.tid %proc.pid %proc.ppid"
    " %proc.cmdline %proc.exepath %proc.cwd %user.name %group.name %container.id %container.name"
    " %fd.name %evt.args"
)

# A native file holds one record for a call: the enter events are gone, the numbers are others, and
# the exit carries the parameters of both. What must survive is everything else, the duration above
# all. Time leads, so that the lines still find each other.
NATIVE_FIELDS = (
    "evt.rawtime", "evt.type", "evt.cpu", "evt.latency", "evt.rawres", "evt.res", "thread.tid",
    "proc.pid", "proc.ppid", "proc.cmdline", "proc.exepath", "proc.cwd", "user.name", "group.name",
    "container.id", "container.name", "fd.name", "fd.num", "evt.buflen", "evt.buffer",
)
NATIVE_STATE = [
    "-p",
    "*" + SEPARATOR.join("%" + name for name in NATIVE_FIELDS),
    "evt.dir=<",
]
# Switches, signals and the like: their evt.latency is that of what came before, so not compared.
NATIVE_OTHERS = [
    "-p",
    "*" + SEPARATOR.join("%" + name for name in NATIVE_FIELDS if name != "evt.latency"),
    "evt.dir=> and not syscall.type exists",
]


@dataclass
class RoundTrip:
    """Writes a capture with sonde, then compares what is read from the copy and the original."""

    name: str
    write_args: list
    reader: str  # "sysdig" or "sonde"
    read_args: list

    def run(self):
        """The comparison as a Run; the file keeps 24 bits of a duration, exact below 16.7 ms."""
        text = "".join(self.read_args[1:2]).lstrip("*")
        columns = [token[1:] for token in text.split(SEPARATOR)] if SEPARATOR in text else []
        return Run(self.name, self.read_args, True, columns, rounded=("evt.latency",))


ROUND_TRIPS = (
    RoundTrip("round-trip/classic", ["--classic"], "sysdig", []),
    RoundTrip("round-trip/classic-state", ["--classic"], "sysdig", ["-p", ROUND_TRIP_STATE]),
    RoundTrip("round-trip/classic-gzip", ["--classic", "-z"], "sysdig", []),
    RoundTrip("round-trip/classic-by-sonde", ["--classic"], "sonde",
              ["-p", ROUND_TRIP_STATE + " %evt.latency"]),
    RoundTrip("round-trip/native", [], "sonde", NATIVE_STATE),
    RoundTrip("round-trip/native-other-events", [], "sonde", NATIVE_OTHERS),
    RoundTrip("round-trip/native-gzip", ["-z"], "sonde", NATIVE_STATE),
    RoundTrip("round-trip/native-zstd", ["--zstd"], "sonde", NATIVE_STATE),
)
