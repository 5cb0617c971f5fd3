#!/usr/bin/env python3
# Our own chisels and the engine beside a second source: lines of `sonde -p`, grouped here again.
# tests/run calls it as a part of the step "chisels"; checks are functions in CHECKS, a sentence for
# each finding.
# SPDX-License-Identifier: Apache-2.0
"""Usage: own.py [--sonde PROGRAM] [CHECK...]"""

import argparse
import collections
import json
import os
import re
import shutil
import ssl
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT.parent / "shared")) / "captures"
CAPTURES = (ROOT / "tests/captures/curl_google.scap", SHARED / "a_shell.scap",
            SHARED / "d_python.scap")
SONDE = [str(ROOT / "build/userspace/cli/sonde")]


def sonde(*words, cwd=None):
    env = dict(os.environ, TZ="UTC", LC_ALL="C", TERM="dumb")
    done = subprocess.run([*SONDE, *map(str, words)], capture_output=True, env=env, cwd=cwd,
                          timeout=120, check=False)
    if done.returncode:
        return [f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"]
    return done.stdout.decode("utf-8", "backslashreplace").splitlines()


def rows(capture, fields, condition):
    """Values of the fields of each event, internal ones as well, as chisels see them."""
    lines = sonde("-D", "-r", capture, "-p", "*" + "\x1f".join(f"%{field}" for field in fields),
                  condition)
    return [line.split("\x1f") for line in lines if line.count("\x1f") == len(fields) - 1]


def script(text, *words):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.lua"
        path.write_text('description = "x"\n' + text, encoding="utf-8")
        return sonde("-c", path, *words)


def check_intervals(capture):
    """Each second once, in order, with the bytes of that second and of no other."""
    got = script('''
local bytes = 0
function on_init()
  result = chisel.request_field("evt.rawarg.res")
  chisel.set_filter("evt.is_io=true and evt.rawres>0")
  chisel.set_interval_s(1)
  return true
end
function on_event() bytes = bytes + evt.field(result) return true end
function on_interval(s, ns, delta) print(s, ns, bytes) bytes = 0 return true end
''', "-r", capture)
    sums = collections.Counter()
    for time, result in rows(capture, ("evt.rawtime.s", "evt.rawres"),
                             "evt.is_io=true and evt.rawres>0"):
        sums[int(time)] += int(result)
    times = [int(row[0]) for row in rows(capture, ("evt.rawtime.s",), "evt.num>0")]
    expected = [f"{second + 1}\t0\t{sums[second]}" for second in range(times[0], max(times))]
    if got != expected:
        yield f"{len(got)} intervals, {len(expected)} expected: {got[:3]} {expected[:3]}"


def check_api_page(_):
    page = (ROOT / "docs/scripting-api.md").read_text(encoding="utf-8").splitlines()
    if sonde("--print-manual", "scripting-api.md") != page:
        yield "docs/scripting-api.md is not what the rows say"


def check_example(capture):
    """The chisel that docs/chisels.md shows, against the lines."""
    page = (ROOT / "docs/chisels.md").read_text(encoding="utf-8")
    text = re.search(r"```lua\n(.*?)```", page, re.DOTALL)[1]
    got = sorted(script(text, "/usr", "-r", capture))
    counts = collections.Counter(
        name for name, file in rows(
            capture, ("proc.name", "fd.name"),
            "evt.type in (open, openat, openat2, creat) and evt.dir=< and evt.failed=false")
        if file.startswith("/usr"))
    expected = sorted(f"{count}\t{name}" for name, count in counts.items())
    if got != expected:
        yield f"{got[:3]} instead of {expected[:3]}"


# chisel, its argument, keys, value (None: counted), filter: as docs and sysdig describe them
IO, NET, FILE = "evt.is_io=true", "(fd.type=ipv4 or fd.type=ipv6)", "fd.type=file"
PROC, BYTES = ("proc.name", "proc.pid"), "evt.rawarg.res"
TABLES = (
    ("topfiles_bytes", "0", ("fd.name",), BYTES, f"{FILE} and {IO}"),
    ("topfiles_time", "0", ("fd.name",), "evt.latency", f"{FILE} and {IO}"),
    ("topfiles_errors", "0", ("fd.name",), None, f"{FILE} and evt.failed=true"),
    ("topprocs_file", "0", PROC, BYTES, f"{FILE} and {IO}"),
    ("topprocs_net", "0", PROC, BYTES, f"{NET} and {IO}"),
    ("topprocs_errors", "0", PROC, None, "evt.failed=true"),
    ("topconns", "0", ("fd.l4proto", "fd.name"), BYTES, f"{NET} and {IO}"),
    ("topports_server", "0", ("fd.sport",), BYTES, f"{NET} and {IO}"),
    ("topscalls_time", "0", ("evt.type",), "evt.latency", "evt.type!=switch"),
    ("topscalls", "0", ("evt.type",), None,
     "evt.type!=switch and evt.category!=internal and evt.type!=procinfo"),
    ("iotop", "0", PROC, BYTES, IO),
    ("nethogs", "0", (*PROC, "fd.name"), BYTES, f"{NET} and {IO}"),
    ("errors", "0", ("proc.name", "evt.type", "evt.res"), None, "evt.failed=true"),
    ("topcontainers_file", "0", ("container.name",), BYTES,
     f"{FILE} and {IO} and container.name!=host"),
    ("topcontainers_net", "0", ("container.name",), BYTES,
     f"{NET} and {IO} and container.name!=host"),
    ("topcontainers_error", "0", ("container.name",), None,
     "evt.failed=true and container.name!=host"),
)


def check_tables(capture):
    """Sums of tables, all rows of them, against the lines grouped here."""
    for name, words, keys, value, condition in TABLES:
        lines = sonde("-j", "-r", capture, "-c", name, words)
        got = {tuple(map(str, row[:-1])): row[-1] for row in json.loads(lines[0])["data"]}
        expected = collections.Counter()
        for row in rows(capture, (*keys, value or "evt.count"), condition):
            if "<NA>" in row or int(row[-1]) <= 0:
                continue
            expected[tuple(row[:-1])] += int(row[-1])
        if got != expected:
            wrong = set(got.items()) ^ set(expected.items())
            yield f"{name}: {len(got)} rows, {len(expected)} expected: {sorted(wrong)[:3]}"


OPENS = "evt.type in (open, openat, openat2, creat) and evt.dir=<"
LINES = (
    ("opensnoop", (), OPENS, {"time": "evt.time", "path": "fd.name", "error": "evt.res"}),
    ("execsnoop", (), "evt.type in (execve, execveat) and evt.dir=<",
     {"pid": "proc.pid", "command": "proc.cmdline", "result": "evt.res"}),
    ("tcpconnect", (), f"evt.type=connect and evt.dir=< and {NET}",
     {"connection": "fd.name", "pid": "proc.pid", "result": "evt.res"}),
    ("slowcalls", ("5",), "evt.dir=< and evt.latency>5000000",
     {"time": "evt.time", "call": "evt.type", "pid": "proc.pid"}),
    ("scallslower", ("5",), "evt.latency>5000000",
     {"evt.datetime": "evt.datetime", "evt.type": "evt.type"}),
    ("netlower", ("0",), f"{IO} and {NET} and evt.latency>0", {"fd.name": "fd.name"}),
    ("proc_exec_time", (), "evt.type=procexit", {"proc.name": "proc.name"}),
)


def check_lines(capture):
    """A line for each event, with the values of the event."""
    for name, words, condition, columns in LINES:
        got = [json.loads(line) for line in sonde("-j", "-r", capture, "-c", name, *words)]
        got = [[str(line.get(title, "<NA>")) for title in columns] for line in got]
        expected = rows(capture, tuple(columns.values()), condition)
        if got != expected:
            yield f"{name}: {len(got)} lines, {len(expected)} expected: {got[:1]} {expected[:1]}"


def check_seconds(capture):
    """iobytes: the sums of all seconds are those of the lines, and each line is of its second."""
    got = {line["time"]: line for line in map(json.loads, sonde("-j", "-r", capture, "-c",
                                                                 "iobytes"))}
    total = sum(int(row[0]) for row in rows(capture, ("evt.rawres",), f"{IO} and evt.rawres>0"))
    if sum(line["tot"] for line in got.values()) != total:
        yield f"iobytes: {sum(line['tot'] for line in got.values())} instead of {total}"


def check_latencies(capture):
    """iolatency: every call is in the row of its latency."""
    expected = collections.Counter(
        max(0, (int(row[0]) // 1000).bit_length())
        for row in rows(capture, ("evt.latency",), f"{IO} and evt.dir=<") if row[0] != "<NA>")
    got = {int(row["below_us"]).bit_length() - 1: row["calls"]
           for row in map(json.loads, sonde("-j", "-r", capture, "-c", "iolatency"))}
    if {power: count for power, count in got.items() if count} != expected:
        yield f"iolatency: {got} instead of {expected}"


LIBRARIES = {"common", "dkjson", "ansiterminal", "toplist", "eventlines", "seconds", "payload",
             "snapshot", "in_order", "messages", "http", "spectrum"}
NEEDED = {"fdbytes_by": "proc.name", "fdtime_by": "proc.name", "fdcount_by": "proc.name",
          "fileslower": "5", "netlower": "5", "scallslower": "5", "slowcalls": "5",
          "spy_ip": "127.0.0.1", "spy_port": "80", "around": "out.scap 5",
          "table_generator": "proc.name Name evt.count Count evt.type=read 3 none"}
TEXT_ALWAYS = {"around", "fdcount_by", "stdin", "stdout", "stderr", "udp_extract"}


def check_all_run(capture):
    """Each chisel ends well and says nothing on standard error; with -j a line is JSON."""
    for path in sorted((ROOT / "chisels").glob("*.lua")):
        name = path.stem
        if name in LIBRARIES or name in ("spectrogram", "subsecoffset"):
            continue  # the two need a terminal: peer.py has them
        words = [NEEDED[name]] if name in NEEDED else []
        with tempfile.TemporaryDirectory() as folder:
            chosen = "evt.type=procexit" if name == "around" else "evt.failed=false"
            lines = sonde("-j", "-r", capture, "-c", name, *words, chosen, cwd=folder)
        if lines and lines[0].startswith("status"):
            yield f"{name}: {lines[0]}"
        elif name not in TEXT_ALWAYS:
            try:
                for line in lines:
                    json.loads(line)
            except ValueError:
                yield f"{name}: no JSON: {line[:80]}"
        if sonde("-i", name)[1] != f"Name:     {name}":
            yield f"{name}: -i says {sonde('-i', name)[:2]}"


def client_hello(name):
    """What Python's own TLS sends first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=name)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def mysql(text, command):
    return struct.pack("<I", len(text) + 1) + bytes([command]) + text


MESSAGES = (
    ("sslhosts", client_hello("www.example.org"), "www.example.org"),
    ("sslhosts", client_hello("a.very-long.host.example"), "a.very-long.host.example"),
    ("sslhosts", client_hello("www.example.org")[:60], "nil"),
    ("sslhosts", b"\x16\x03\x01", "nil"),
    ("sqllog", b"Q" + struct.pack(">I", 13) + b"SELECT 1\0", "SELECT 1"),
    ("sqllog", b"P" + struct.pack(">I", 40) + b"s1\0SELECT $1\0\0\0", "prepare SELECT $1"),
    ("sqllog", mysql(b"SELECT 2", 3), "SELECT 2"),
    ("sqllog", mysql(b"SELECT ?", 22), "prepare SELECT ?"),
    ("sqllog", b"HTTP/1.1 200 OK", "nil"),
    ("redislog", b"*2\r\n$3\r\nGET\r\n$4\r\na\r\nb\r\n", "GET a..b"),
    ("redislog", b"+OK\r\n", "nil"),
    ("memcachelog", b"set key 0 0 5\r\nhello\r\n", "method=set size=5B key=key"),
    ("memcachelog", b"get key\r\n", "method=get key=key"),
    ("dns", struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + b"\3www\7example\0" +
     struct.pack(">2H", 28, 1), "? AAAA www.example"),
    ("dns", struct.pack(">6H", 7, 0x8183, 1, 0, 0, 0) + b"\1x\0" + struct.pack(">2H", 1, 1),
     "= A x: no such name, 0 answers"),
    ("dns", b"\0" * 12 + b"\xc0", "nil"),
)


def check_messages(capture):
    """Readers of protocols, given bytes that were made here."""
    for name, data, expected in MESSAGES:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(ROOT / f"chisels/{name}.lua", folder)
            hexed = "".join(f"\\x{byte:02x}" for byte in data)
            Path(folder, "messages.lua").write_text(
                f'return function(spec) function on_init() print(spec.read("{hexed}", {{}})) '
                'return true end end', encoding="utf-8")
            got = sonde("-r", capture, "-c", Path(folder) / f"{name}.lua")
        if got != [expected]:
            yield f"{name}: {got} instead of {expected}"


CHECKS = (check_intervals, check_api_page, check_example, check_tables, check_lines, check_seconds,
          check_latencies, check_all_run, check_messages)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sonde")
    parser.add_argument("checks", nargs="*")
    chosen = parser.parse_args()
    if chosen.sonde:
        SONDE[0] = str(Path(chosen.sonde).resolve())
    passed = failed = skipped = 0
    for capture in CAPTURES:
        if not capture.exists():
            print(f"SKIPPED there is no {capture}")
            skipped += 1
            continue
        for check in CHECKS:
            if chosen.checks and not any(word in check.__name__ for word in chosen.checks):
                continue
            problems = list(check(capture))
            for problem in problems:
                print(f"FAILED {check.__name__} on {capture.name}: {problem}")
            failed += bool(problems)
            passed += not problems
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
