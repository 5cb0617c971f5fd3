#!/usr/bin/env python3
# The case tables_equal_proc's comparison: a dump of table_dump against what /proc says now of a
# process and all below it, read by itself. Prints each difference, then how much was compared;
# differences that have a reason are counted under it. Exit status 0: none without a reason.
# usage: tables_equal.py DUMP ROOT_PID
# SPDX-License-Identifier: Apache-2.0
"""Compares a dump of table_dump with /proc."""

import collections
import os
import re
import stat
import struct
import socket
import sys

REASONS = {
    "by path": "a directory or pipe that was opened by its path: the call does not tell the kind",
    "unix name": "addresses of UNIX sockets in the kernel are in no descriptor of /proc",
}
ANONYMOUS = {
    "[eventfd]": "event", "[eventpoll]": "eventpoll", "inotify": "inotify", "[timerfd]": "timerfd",
    "[signalfd]": "signalfd", "[pidfd]": "pidfd", "[io_uring]": "io_uring",
    "[userfaultfd]": "userfaultfd", "bpf-map": "bpf", "bpf-prog": "bpf",
}
PROTOCOLS = {"TCP": "ipv4", "UDP": "ipv4", "UNIX": "unix", "UNIX-STREAM": "unix",
             "NETLINK": "netlink", "TCPv6": "ipv6", "UDPv6": "ipv6"}


def text(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "surrogateescape")


def plain(words):
    return "".join(c if " " <= c < "\x7f" and c != "\\" else
                   "".join(f"\\x{b:02x}" for b in c.encode("utf-8", "surrogateescape"))
                   for c in words)


def endpoint(hexadecimal):
    address, port = hexadecimal.split(":")
    raw = b"".join(struct.pack("<I", int(address[i:i + 8], 16)) for i in range(0, len(address), 8))
    if len(raw) == 4:
        return f"{socket.inet_ntop(socket.AF_INET, raw)}:{int(port, 16)}"
    if raw[:12] == b"\0" * 10 + b"\xff\xff":
        return f"{socket.inet_ntop(socket.AF_INET, raw[12:])}:{int(port, 16)}"
    return f"{socket.inet_ntop(socket.AF_INET6, raw)}:{int(port, 16)}"


def read_sockets(root):
    found = {}
    for table in ("tcp", "udp", "tcp6", "udp6"):
        for line in text(f"/proc/{root}/net/{table}").splitlines()[1:]:
            words = line.split()
            found[int(words[9])] = (endpoint(words[1]), endpoint(words[2]))
    return found


def read_threads(root):
    """tid -> row, for the root and all below it that live; and all tids of the machine."""
    processes, everyone = {}, set()
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            numbers = text(f"/proc/{name}/stat").rsplit(")", 1)[1].split()
        except OSError:
            continue
        processes[int(name)] = (int(numbers[1]), numbers)
        everyone.update(int(t) for t in os.listdir(f"/proc/{name}/task"))
    below, more = {root}, True
    while more:
        more = {p for p, (parent, _) in processes.items() if parent in below} - below
        below |= more
    threads = {}
    for pid in below:
        for tid in map(int, os.listdir(f"/proc/{pid}/task")):
            place = f"/proc/{pid}/task/{tid}"
            comm, numbers = text(place + "/stat").split("(", 1)[1].rsplit(")", 1)
            numbers = numbers.split()
            if numbers[0] in "ZX":
                continue
            status = dict(line.split(":\t", 1) for line in text(place + "/status").splitlines()
                          if ":\t" in line)
            limit = re.search(r"Max open files\s+(\d+)", text(place + "/limits"))
            threads[tid] = {
                "pid": pid, "parent": int(status["PPid"]), "comm": plain(comm),
                "uid": int(status["Uid"].split()[1]), "gid": int(status["Gid"].split()[1]),
                "sid": int(numbers[3]), "pgid": int(numbers[2]),
                "vtid": int(status["NSpid"].split()[-1]), "vpid": int(status["NStgid"].split()[-1]),
                "cwd": plain(os.readlink(place + "/cwd")),
                "exe": plain(os.readlink(place + "/exe")),
                "nofile": int(limit.group(1)),
            }
    return threads, everyone


def read_descriptors(pid, tid, sockets):
    found = {}
    place = f"/proc/{pid}/task/{tid}"
    for name in os.listdir(place + "/fd"):
        link = f"{place}/fd/{name}"
        target = os.readlink(link)
        info = dict(line.split(":", 1) for line in text(f"{place}/fdinfo/{name}").splitlines()
                    if ":" in line)
        row = {"cloexec": int(info["flags"], 8) >> 19 & 1, "target": target}
        inode = re.fullmatch(r"(socket|pipe):\[(\d+)\]", target)
        if target.startswith("anon_inode:"):
            row["type"] = ANONYMOUS.get(target[len("anon_inode:"):], "unsupported")
            if row["type"] == "pidfd":
                if info["Pid"].strip() != "-1":  # it has ended
                    row["name"] = f"/proc/{info['Pid'].strip()}"
        elif inode and inode.group(1) == "pipe":
            row["type"], row["ino"] = "fifo", int(inode.group(2))
        elif inode:
            protocol = os.getxattr(link, "system.sockprotoname").rstrip(b"\0").decode()
            row["type"] = PROTOCOLS.get(protocol, protocol)
            row["ends"] = sockets.get(int(inode.group(2)))
        elif target.startswith("/memfd:"):
            row["type"], row["name"] = "memfd", target[7:].removesuffix(" (deleted)")
        else:
            file = os.stat(link)
            row["type"] = ("directory" if stat.S_ISDIR(file.st_mode) else
                           "fifo" if stat.S_ISFIFO(file.st_mode) else "file")
            row["ino"], row["dev"] = file.st_ino, file.st_dev
            if not target.endswith(" (deleted)"):
                row["name"] = target
        found[int(name)] = row
    return found


def read_dump(path):
    threads, tables = {}, collections.defaultdict(dict)
    for line in text(path).splitlines():
        words = line.split("\t")
        if words[0] == "T":
            keys = ("pid", "parent", "comm", "uid", "gid", "sid", "pgid", "vtid", "vpid", "cwd",
                    "exe", "known", "nofile", "own")
            row = dict(zip(keys, words[2:]))
            for key in ("pid", "parent", "uid", "gid", "sid", "pgid", "vtid", "vpid", "nofile",
                        "own"):
                row[key] = int(row[key])
            threads[int(words[1])] = row
        else:
            tables[int(words[1])][int(words[2])] = {
                "type": words[3], "cloexec": int(words[4]), "dev": int(words[5]),
                "ino": int(words[6]), "name": words[7]}
    return threads, tables


def device(number):
    """As the kernel hands device numbers out."""
    return (os.minor(number) & 0xff) | os.major(number) << 8 | (os.minor(number) & ~0xff) << 12


class Comparison:
    def __init__(self):
        self.threads = self.descriptors = self.differing_threads = self.differing = 0
        self.excused = collections.Counter()

    def thread(self, tid, there, here):
        """`there` is /proc's row, `here` the dump's."""
        wrong = []
        for key, value in there.items():
            known = here[key]
            if key in ("cwd", "exe", "nofile") and tid != there["pid"]:
                continue
            if key == "cwd":
                known = known.rstrip("/") or "/"
            if known != value:
                wrong.append(f"{key}: /proc {value}, dump {known}")
        return wrong

    def descriptor(self, there, here):
        kind = here["type"].removesuffix("server")
        wrong = []
        if kind != there["type"]:
            if there["type"] in ("directory", "fifo") and kind == "file" and here["name"]:
                self.excused["by path"] += 1
            else:
                wrong.append(f"type: /proc {there['type']} {there['target']}, dump {kind}")
        if there["cloexec"] != here["cloexec"]:
            wrong.append(f"close on exec: /proc {there['cloexec']}, dump {here['cloexec']}")
        if "ino" in there and there["ino"] != here["ino"]:
            wrong.append(f"inode: /proc {there['ino']}, dump {here['ino']}")
        if "dev" in there and device(there["dev"]) != here["dev"]:
            wrong.append(f"device: /proc {device(there['dev']):#x}, dump {here['dev']:#x}")
        if "name" in there and there["name"] != (here["name"].rstrip("/") or "/"):
            wrong.append(f"name: /proc {there['name']}, dump {here['name']}")
        if there.get("ends"):
            zero = ("0.0.0.0:0", ":::0", "[::]:0")
            ends = {end for end in there["ends"] if end not in zero}
            known = {end for end in here["name"].split("->") if end and end not in zero}
            if ends != known:
                wrong.append(f"ends: /proc {sorted(ends)}, dump {sorted(known)}")
        elif there["type"] in ("ipv4", "ipv6") and here["name"]:
            wrong.append(f"name: /proc none, dump {here['name']}")
        if there["type"] == "unix" and here["name"]:
            self.excused["unix name"] += 1
        return wrong


def main():
    root = int(sys.argv[2])
    dumped, tables = read_dump(sys.argv[1])
    threads, everyone = read_threads(root)
    sockets = read_sockets(root)
    result = Comparison()
    under, more = {root}, True
    while more:
        more = {t for t, row in dumped.items() if row["parent"] in under or row["pid"] in under}
        more -= under
        under |= more
    lost = {t for t in dumped if t not in everyone and dumped[t]["exe"].endswith("table_storm")}
    extra = lost | (under - set(threads))
    for tid in sorted(extra & set(dumped)):
        print(f"thread {tid}: in the dump only: {dumped[tid]}")
        result.differing_threads += 1
    for tid, there in sorted(threads.items()):
        result.threads += 1
        here = dumped.get(tid)
        if here is None:
            print(f"thread {tid} ({there['comm']} of {there['pid']}): missing in the dump")
            result.differing_threads += 1
            continue
        wrong = result.thread(tid, there, here)
        if wrong:
            result.differing_threads += 1
            print(f"thread {tid} ({there['comm']} of {there['pid']}): " + "; ".join(wrong))
        owner = tid if here["own"] else here["pid"]
        of_proc, known = read_descriptors(there["pid"], tid, sockets), tables[owner]
        if tid != there["pid"] and not here["own"] and owner in threads:
            if set(of_proc) == set(known):
                continue        # the process's, compared there
        for fd in sorted(set(of_proc) | set(known)):
            result.descriptors += 1
            if fd not in known:
                wrong = [f"missing in the dump, /proc {of_proc[fd]}"]
            elif fd not in of_proc:
                wrong = [f"in the dump only: {known[fd]}"]
            else:
                wrong = result.descriptor(of_proc[fd], known[fd])
            if wrong:
                result.differing += 1
                print(f"descriptor {fd} of {tid} ({there['comm']} of {there['pid']}): " +
                      "; ".join(wrong))
    for reason, count in sorted(result.excused.items()):
        print(f"with a reason: {count}: {REASONS[reason]}")
    print(f"compared {result.threads} threads, {result.descriptors} descriptors: "
          f"{result.differing_threads} and {result.differing} differ")
    return 1 if result.differing_threads + result.differing else 0


if __name__ == "__main__":
    sys.exit(main())
