# A shop on the web, of which the journeys tell: an application that asks a database on the same
# machine over TCP, and waits for its answers. Every fifth question is a slow one. At SIGTERM each
# part says in one line what it did.
#   shop.py db PORT            answers "SELECT order" at once, "SELECT report" after 180 ms
#   shop.py app PORT DB-PORT   answers each GET with one question to the database
# SPDX-License-Identifier: Apache-2.0
"""What the journeys look at."""

import signal
import socket
import sys
import threading
import time

SLOW = 0.18
LONG_NS = 100_000_000
lock = threading.Lock()
counts = {"fast": 0, "slow": 0, "long_waits": 0, "longest_ns": 0}


def database(peer):
    while words := peer.recv(200):
        slow = b"report" in words
        if slow:
            time.sleep(SLOW)
        with lock:
            counts["slow" if slow else "fast"] += 1
        peer.sendall(b"1 row\n")


def ask(base, number):
    slow = number % 5 == 4
    base.sendall(b"SELECT report %d\n" % number if slow else b"SELECT order %d\n" % number)
    begin = time.monotonic_ns()
    base.recv(200)
    waited = time.monotonic_ns() - begin
    counts["slow" if slow else "fast"] += 1
    counts["long_waits"] += waited > LONG_NS
    counts["longest_ns"] = max(counts["longest_ns"], waited)


def application(peer, base):
    """One connection of the proxy; all of them share the connection to the database."""
    while peer.recv(4000):
        with base["lock"]:
            ask(base["socket"], base["number"])
            base["number"] += 1
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")


def main():
    part, port = sys.argv[1], int(sys.argv[2])
    if part == "app":
        base = {"socket": socket.create_connection(("127.0.0.1", int(sys.argv[3]))),
                "number": 0, "lock": threading.Lock()}
        serve = application, base
    else:
        serve = (database,)

    def end(*_):
        print(" ".join(f"{name}={value}" for name, value in counts.items()), flush=True)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    with socket.create_server(("127.0.0.1", port)) as listener:
        print("ready", flush=True)
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=serve[0], args=(peer, *serve[1:]), daemon=True).start()


main()
