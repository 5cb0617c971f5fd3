#!/usr/bin/env python3
# The chisels of sysdig 0.29.3, unchanged, in sonde and in sysdig itself, on captures: the output
# must be the same after the normalisation that a row of SCRIPTS names, each with its reason. sysdig
# reads files only; nothing is traced here. tests/run calls it as the step "chisels-peer".
# SPDX-License-Identifier: Apache-2.0
"""Usage: peer.py [--sonde PROGRAM] [--diff] [--captures NAME,NAME] [SCRIPT...]"""

import argparse
import collections
import difflib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT.parent / "shared"))
THEIRS = "/usr/share/sysdig/chisels"
# (script, capture): why sysdig is wrong there, and what own.py compares instead.
_CUT = "sysdig cuts what a thread used in a second at 100 %; its ticks in the capture say 101"
_MOVED = "a thread that was written into cgroup.procs is in the container from then on"
WRONG_THERE = {
    ("fileslower", "e_docker.scap"): _MOVED,
    ("scallslower", "e_docker.scap"): _MOVED,
    ("topprocs_cpu", "a_users.scap"): _CUT,
    ("topprocs_cpu", "e_docker.scap"): _CUT,
    ("topcontainers_cpu", "a_users.scap"): _CUT,
    ("topconns", "d_python.scap"): "the address of one datagram is made of its port",
    ("udp_extract", "d_python.scap"): "the address of one datagram is made of its port",
}
CAPTURES = ("a_shell.scap", "a_users.scap", "d_python.scap", "e_docker.scap",
            "c_redis_s4096.scap.gz")
TIME_LIMIT_S = 60
READABLE = "*%evt.rawtime %evt.type %proc.name %thread.tid"  # of written captures


def as_is(lines):
    return lines


def in_any_order(lines):
    """The order of a Lua table whose keys are texts is no one's choice."""
    return sorted(lines)


def table(lines):
    """Rows with equal values come in any order, and the cut after the last row may fall among
    them: rows with the smallest value are compared by their number only."""
    if len(lines) < 4:
        return sorted(lines)
    values = [line.split()[0] if line.split() else "" for line in lines]
    last = values[-1]
    kept = sorted(line for line, value in zip(lines, values) if value != last)
    return kept + [f"{len(lines) - len(kept)} times {last}"]


def by_second(lines):
    """sysdig calls on_interval() up to three times at the end of each second, with times that go
    back, and splits its counts among them, so that some belong to no line of their second. Compared
    are the sums of all lines; own.py checks the seconds."""
    sums = collections.Counter()
    for line in lines:
        found = re.fullmatch(r"(\S+) in:(\d+) out:(\d+) tot:(\d+)", line)
        if not found:
            return lines
        for key, value in zip(("in", "out", "tot"), found.groups()[1:]):
            sums[key] += int(value)
    return [f"{key} {value}" for key, value in sorted(sums.items())]


def latency_map(lines):
    """As by_second(): sysdig splits the counts of one row among several, which changes colours.
    Compared is the axis below them."""
    plain = {re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in lines}
    return sorted(line for line in plain if "|" in line or "0" in line)


def without_families(lines):
    """sysdig calls a socket of IPv6 one of IPv4 in the arguments of poll()."""
    return [re.sub(r"\b(\d+):[46](\d)\b", r"\1:s\2", line) for line in lines]


def udp_peers(lines):
    """sysdig reads the port as an address when a datagram comes without one: 91.27 is 7003."""
    return [re.sub(r"->91\.27\.3\.0:", "->127.0.0.1:", line) for line in lines]


class Script:
    def __init__(self, name, words="", view=as_is, options=(), filter_words="", terminal=False,
                 trusted=False, output=None):
        self.name, self.words, self.view = name, words, view
        self.options, self.filter = list(options), filter_words
        self.terminal, self.trusted, self.output = terminal, trusted, output


SCRIPTS = (
    Script("around", "OUT 5", filter_words="evt.type=openat and evt.failed=true", output="OUT"),
    Script("bottlenecks", "", without_families),
    Script("echo_fds", "", udp_peers),
    Script("echo_fds", options=("-X",), filter_words="fd.type=file"),
    Script("echo_fds", options=("-A",), filter_words="proc.name=bash"),
    Script("fdbytes_by", "fd.directory", table),
    Script("fdbytes_by", "proc.name", table),
    # sysdig writes //x for what is opened below "/", so that find has more names there; it takes
    # sockets of sshd for each other.
    Script("fdcount_by", "proc.name", in_any_order,
           filter_words="proc.name!=find and proc.name!=sshd"),
    Script("fdtime_by", "proc.name", table),
    Script("fileslower", "0"),
    Script("httplog"),
    Script("httptop", "", table),
    Script("httptop", "time", table),
    Script("iobytes", "", by_second),
    Script("iobytes_file", "", by_second),
    Script("iobytes_net", "", by_second),
    Script("list_login_shells"),
    Script("lscontainers"),
    Script("lsof", "", in_any_order),
    Script("lsof", "fd.type=file", in_any_order),
    Script("memcachelog", "get"),
    Script("netlower", "0", udp_peers),
    Script("netstat", "", in_any_order),
    Script("proc_exec_time"),
    Script("ps", "", in_any_order),
    Script("scallslower", "1"),
    Script("shellshock_detect"),
    Script("spectrogram", "", latency_map, terminal=True),
    Script("spy_file", "RW"),
    Script("spy_ip", "127.0.0.1"),
    Script("spy_logs"),
    Script("spy_port", "80"),
    Script("spy_syslog"),
    Script("spy_users"),
    Script("stderr"),
    Script("stdin"),
    Script("stdout"),
    Script("subsecoffset", "", latency_map, terminal=True),
    Script("table_generator", "proc.name Name evt.count Count evt.type=read 5 none", table),
    Script("topconns", "", table),
    Script("topcontainers_cpu", "", table),
    Script("topcontainers_error", "", table),
    Script("topcontainers_file", "", table),
    Script("topcontainers_net", "", table),
    Script("topfiles_bytes", "", table),
    Script("topfiles_errors", "", table),
    Script("topfiles_time", "", table),
    Script("topports_server", "", table),
    Script("topprocs_cpu", "", table),
    Script("topprocs_cpu", "", table, options=("-pc",)),
    Script("topprocs_errors", "", table),
    Script("topprocs_file", "", table),
    Script("topprocs_net", "", table),
    Script("topscalls", "", table),
    Script("topscalls_time", "", table),
    Script("udp_extract", trusted=True, output="udp_dump_files"),
)


def on_terminal(command, folder, env):
    """Output and status of the command, whose standard output is a terminal of 80 columns."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execvpe(command[0], command, env)
    data = b""
    while True:
        ready, _, _ = select.select([terminal], [], [], TIME_LIMIT_S)
        if not ready:
            os.kill(pid, 9)
            break
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        data += piece
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return data.replace(b"\r\n", b"\n"), os.waitstatus_to_exitcode(status)


def run(program, script, capture, reader_program):
    """Lines of output, the status, and what was written besides."""
    env = dict(os.environ, SONDE_CHISELS=THEIRS, TZ="UTC", LC_ALL="C", TERM="xterm", COLUMNS="80")
    with tempfile.TemporaryDirectory(prefix="sonde-chisel-") as folder:
        command = [str(program), *script.options, "-r", str(capture)]
        if script.trusted and program != "sysdig":
            command.append("--trust-scripts")
        command += ["-c", script.name]
        command += [script.words] if script.words else []
        command += [script.filter] if script.filter else []
        if script.terminal:
            data, status = on_terminal(command, folder, env)
        else:
            done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=TIME_LIMIT_S, check=False)
            data, status = done.stdout, done.returncode
        written = []
        if script.output:
            out = Path(folder) / script.output
            if out.is_dir():
                written = [f"{path.name} {path.read_bytes()!r}" for path in sorted(out.iterdir())]
            elif out.exists():
                # A call is one event in a file of sonde, two in one of sysdig.
                reading = [reader_program, "-r", str(out), "-p", READABLE, "evt.dir=<"]
                reader = subprocess.run(reading, env=env, capture_output=True, check=False,
                                        timeout=TIME_LIMIT_S)
                written = reader.stdout.decode("utf-8", "backslashreplace").splitlines()
        return data.decode("utf-8", "backslashreplace").splitlines(), status, written


def compare(sonde, script, capture, show):
    theirs, their_status, their_files = run("sysdig", script, capture, sonde)
    ours, our_status, our_files = run(sonde, script, capture, sonde)
    expected, actual = script.view(theirs), script.view(ours)
    problems = []
    if expected != actual:
        problems.append("lines")
    if their_status != our_status:
        problems.append(f"status {our_status} instead of {their_status}")
    if their_files != our_files:
        problems.append("files")
    if problems and show:
        for a, b in ((expected, actual), (their_files, our_files)):
            print("".join(line + "\n" for line in list(
                difflib.unified_diff(a, b, "sysdig", "sonde", lineterm="", n=1))[:40]))
    return ", ".join(problems), len(expected)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sonde", default=str(ROOT / "build/userspace/cli/sonde"))
    parser.add_argument("--diff", action="store_true")
    parser.add_argument("--captures", default=",".join(CAPTURES))
    parser.add_argument("scripts", nargs="*")
    chosen = parser.parse_args()
    sonde = str(Path(chosen.sonde).resolve())
    passed = failed = skipped = 0
    wrong = set()
    lines = collections.Counter()
    bad = collections.defaultdict(list)
    for name in chosen.captures.split(","):
        capture = SHARED / "captures" / name
        if not capture.exists():
            print(f"SKIPPED there is no {capture}")
            skipped += 1
            continue
        for script in SCRIPTS:
            if chosen.scripts and script.name not in chosen.scripts:
                continue
            if (script.name, name) in WRONG_THERE:
                wrong.add(f"{script.name} on {name}: {WRONG_THERE[script.name, name]}")
                continue
            problem, count = compare(sonde, script, capture, chosen.diff)
            lines[script.name] += count
            if problem:
                failed += 1
                bad[script.name].append(name)
                options = " ".join(script.options)
                print(f"FAILED {script.name} {options} {script.words!r} on {name}: {problem}")
            else:
                passed += 1
    names = {script.name for script in SCRIPTS}
    print(f"{len(names) - len(bad)} of {len(names)} scripts are equal everywhere")
    for name in sorted(names):
        if not lines[name] and not chosen.scripts:
            print(f"note: {name} printed nothing anywhere")
    for line in sorted(wrong):
        print(f"not compared: {line}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
