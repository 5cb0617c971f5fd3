# csonde on a pseudo-terminal: how many bytes a key costs, how fast Esc is, that the terminal is put
# back in order however the program ends, stopping and continuing, other sizes, 10,000 random keys.
# run.py calls run(), for a build with sanitizers without what they change: times and fatal signals.
# SPDX-License-Identifier: Apache-2.0
"""What a text screen cannot show."""

import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CAPTURE = str(ROOT / "tests/captures/d_odd.scap")
MAX_BYTES_OF_A_KEY = 800
MAX_IDLE_BYTES_A_SECOND = 2000
RANDOM_KEYS = 10_000
LEAVES = b"\x1b[?1049l"       # back from the alternate screen
MOUSE_OFF = b"\x1b[?1002l"
CURSOR_ON = b"\x1b[?25h"


# How much longer than otherwise the first answer may take; a build with sanitizers is slow.
TIME_FACTOR = 1
SANITIZED_FACTOR = 8


class Terminal:
    def __init__(self, csonde, *args, width=150, height=40, as_shell=False, words=None,
                 elsewhere=False, **env):
        self.config = tempfile.TemporaryDirectory()
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC",
                       "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": self.config.name, **env}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.chdir(self.config.name if elsewhere else ROOT)
            if as_shell:
                os.environ.update(environment)
                run_as_a_shell_does(csonde)
            words = words or ["-r", CAPTURE, *args]
            os.execve(csonde, [csonde, *words], environment)
        self.begin = self.read(quiet=0.5, most=5.0 * TIME_FACTOR)

    def read(self, quiet=0.15, most=5.0):
        out, until = b"", time.time() + most
        while (left := until - time.time()) > 0:
            wait = quiet if out else quiet * TIME_FACTOR
            ready, _, _ = select.select([self.fd], [], [], min(wait, left))
            if not ready:
                break
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
        return out

    def type(self, keys, quiet=0.15):
        os.write(self.fd, keys)
        return self.read(quiet)

    def end(self, most=5.0):
        """Exit status, or -signal; None when it still runs and had to be killed."""
        until = time.time() + most * TIME_FACTOR
        while time.time() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
            self.read(0.05, 0.1)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
        return None


def is_restored(out):
    return LEAVES in out and MOUSE_OFF in out and CURSOR_ON in out


def check_bytes_of_keys(csonde):
    terminal = Terminal(csonde, "-v", "files")
    most = 0
    for key in [b"\x1b[B"] * 45 + [b"\x1b[A"] * 45 + [b"\x1b[17~"]:
        count = len(terminal.type(key, 0.06))
        if key != b"\x1b[17~":
            most = max(most, count)
    for _ in range(20):
        most = max(most, len(terminal.type(b"\x1b[B", 0.06)))
    idle = len(terminal.read(quiet=2.0, most=2.0)) / 2
    terminal.type(b"q")
    terminal.end()
    yield most > 0, "cursor keys draw something"
    yield most <= MAX_BYTES_OF_A_KEY, f"a cursor key costs {most} bytes"
    yield idle <= MAX_IDLE_BYTES_A_SECOND, f"idle: {idle} bytes a second"
    print(f"note: a cursor key costs at most {most} bytes at 150x40, an idle second {idle:.0f}")


def check_esc(csonde):
    terminal = Terminal(csonde)
    terminal.type(b"\x1bOQ")  # F2
    begin = time.time()
    os.write(terminal.fd, b"\x1b")
    select.select([terminal.fd], [], [], 2)
    took = time.time() - begin
    terminal.read()
    terminal.type(b"q")
    yield terminal.end() == 0, "q ends with 0 after Esc in a panel"
    yield took < 0.25, f"Esc took {took * 1000:.0f} ms"


def check_ends(csonde):
    for name, how in (("q", lambda t: os.write(t.fd, b"q")),
                      ("F10", lambda t: os.write(t.fd, b"\x1b[21~")),
                      ("Ctrl-C", lambda t: os.write(t.fd, b"\x03")),
                      ("SIGTERM", lambda t: os.kill(t.pid, signal.SIGTERM)),
                      ("SIGHUP", lambda t: os.kill(t.pid, signal.SIGHUP))):
        terminal = Terminal(csonde)
        how(terminal)
        out = terminal.read(0.3)
        status = terminal.end()
        yield is_restored(out), f"the terminal is restored after {name}"
        yield status == 0, f"exit status {status} after {name}"


def check_fatal_signals(csonde):
    for number in (signal.SIGSEGV, signal.SIGABRT):
        terminal = Terminal(csonde)
        os.kill(terminal.pid, number)
        out = terminal.read(0.3)
        status = terminal.end()
        yield is_restored(out), f"the terminal is restored after {number.name}"
        yield status == -number, f"exit status {status} after {number.name}"


def check_echo_is_back(csonde):
    """The terminal's own settings after the end: seen on the slave side, which we keep open."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.execve(csonde, [csonde, "-r", CAPTURE],
                  {**os.environ, "TERM": "xterm-256color", "XDG_CONFIG_HOME": "/nonexistent"})
    time.sleep(1.0)
    during = termios.tcgetattr(slave)
    os.write(master, b"q")
    until = time.time() + 5
    while time.time() < until:
        ready, _, _ = select.select([master], [], [], 0.1)
        if ready:
            os.read(master, 65536)
        if os.waitpid(pid, os.WNOHANG)[0]:
            break
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    after = termios.tcgetattr(slave)
    os.close(master)
    os.close(slave)
    yield during[3] & termios.ECHO == 0, "keys are not echoed while csonde runs"
    yield after[:4] == before[:4], "the settings of the terminal are what they were"


def run_as_a_shell_does(csonde):
    """In a foreground group of its own; when it stops, it is said and it is continued."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(csonde, [csonde, "-r", CAPTURE])
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            os._exit(os.waitstatus_to_exitcode(status))
        os.tcsetpgrp(0, os.getpgrp())
        os.write(1, b"IT HAS STOPPED")
        time.sleep(0.3)
        os.tcsetpgrp(0, child)
        os.kill(child, signal.SIGCONT)


def check_stop(csonde):
    terminal = Terminal(csonde, as_shell=True)
    out = terminal.type(b"\x1a", 0.6)
    before, _, again = out.partition(b"IT HAS STOPPED")
    terminal.type(b"q")
    status = terminal.end()
    yield b"IT HAS STOPPED" in out, "Ctrl-Z stops the process"
    yield is_restored(before), "the terminal is restored when it is stopped"
    yield b"Processes" in again, "the screen is drawn again when it goes on"
    yield status == 0, f"exit status {status} after going on"


def check_sizes(csonde):
    terminal = Terminal(csonde)
    for width, height in ((80, 24), (250, 70), (40, 10), (20, 5), (1, 1), (100, 30)):
        fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        out = terminal.read(0.25)
        yield bool(out), f"{width}x{height} is drawn"
        terminal.type(b"\x1b[B")
    terminal.type(b"q")
    yield terminal.end() == 0, "q ends after other sizes"


def random_key(source):
    """Bytes of a key, a click or a pasted text; none that leaves, stops or writes a file."""
    kind = source.randrange(100)
    if kind < 45:
        return bytes([source.choice([c for c in range(32, 127) if c not in b"qwW"])])
    if kind < 75:
        return source.choice([b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~",
                              b"\x1b[H", b"\x1b[F", b"\r", b"\r", b"\x7f", b"\t", b"\x1b[1;2B"])
    if kind < 90:
        return source.choice([b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~",
                              b"\x1b[18~", b"\x1b[19~", b"\x1b[20~", b"\x1b[24~", b"\x1b[24;2~",
                              b"\x1b\x1b", b"\x06", b"\x07", b"\x0c"])
    if kind < 98:
        button = source.choice([0, 0, 0, 32, 64, 65])
        at = f"{source.randrange(1, 160)};{source.randrange(1, 45)}"
        return f"\x1b[<{button};{at}M\x1b[<{button};{at}m".encode()
    return source.choice([b"\xc3\xb6", b"\xff", b"\x1b[200~evt.type=\x1b[2J open \xff\x1b[201~"])


def check_random_keys(csonde):
    seed = int(os.environ.get("SONDE_SEED", "20231114"))
    source = random.Random(seed)
    terminal = Terminal(csonde, elsewhere=True)  # where a table may be written
    for _ in range(RANDOM_KEYS // 50):
        keys = b"".join(random_key(source) for _ in range(50))
        os.write(terminal.fd, keys)
        out = terminal.read(0.005, 0.2)
        if source.randrange(10) == 0:
            width, height = source.randrange(1, 250), source.randrange(1, 70)
            fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        pid, status = os.waitpid(terminal.pid, os.WNOHANG)
        if pid:  # a click on Quit
            status = os.waitstatus_to_exitcode(status)
            os.close(terminal.fd)
            yield status == 0, f"exit status {status} amid random keys, seed {seed}: {out[-300:]}"
            if status != 0:
                return
            terminal = Terminal(csonde, elsewhere=True)
    os.kill(terminal.pid, signal.SIGTERM)
    out += terminal.read(2.0, 30.0)  # to its end; a click on Quit may have come before
    yield is_restored(out), "the terminal is restored after random keys"
    status = terminal.end()
    yield status == 0, f"exit status {status} after random keys, seed {seed}"


def check_plain_terminals(csonde):
    for name, env in (("NO_COLOR", {"NO_COLOR": "1"}), ("vt100", {"TERM": "vt100"}),
                      ("linux", {"TERM": "linux"}), ("screen", {"TERM": "screen"})):
        terminal = Terminal(csonde, **env)
        colours = [codes for codes in re.findall(rb"\x1b\[([0-9;]*)m", terminal.begin)
                   if re.search(rb"(^|;)[34][0-8](;|$)", codes)]
        terminal.type(b"q")
        yield b"PID" in terminal.begin, f"{name}: something is shown"
        yield terminal.end() == 0, f"{name}: q ends it"
        if name in ("NO_COLOR", "vt100"):
            yield not colours, f"{name}: no colours"


def check_live(_, stand_in):
    """On a made-up live machine: what a refresh costs, actions, a selection that stays."""
    terminal = Terminal(stand_in, words=["1000"])
    terminal.read(2.5, 2.5)
    count = len(terminal.read(5.0, 5.0)) / 5
    yield count > 0, "the screen is refreshed"
    yield count <= MAX_IDLE_BYTES_A_SECOND, f"a refreshed screen costs {count:.0f} bytes a second"
    print(f"note: a live screen of 150x40 that is refreshed costs {count:.0f} bytes a second")
    terminal.type(b"\x1b[B\x1b[B")
    out = terminal.type(b"x", 0.4)
    yield b"told 1098" in out, "an action gets the value of the selected row"
    yield is_restored(out), "the screen is given to the action"
    out = terminal.type(b"\r", 0.4)
    yield b"Processes" in out and b"\x1b[?1049h" in out, "the screen is drawn again afterwards"
    out = terminal.type(b"y", 0.3)
    yield b"Run false 1098?" in out, "a destructive action asks"
    out = terminal.type(b"y", 0.4)
    yield b"exit status 1" in out, "the exit status of an action is told"
    terminal.type(b"\r", 0.3)
    yield b"PAUSED" in terminal.type(b"p", 0.3), "p pauses"
    quiet = len(terminal.read(3.0, 3.0)) / 3
    yield quiet < 500, f"paused: {quiet:.0f} bytes a second, for the meters"
    terminal.type(b"q")
    yield terminal.end() == 0, "q ends it"


def check_stdin(csonde):
    """A capture through stdin; keys come from the terminal."""
    command = f"cat {CAPTURE} | {csonde} -r -"
    terminal = Terminal("/bin/sh", words=["-c", command])
    yield b"Processes" in terminal.begin, "a capture from stdin is shown"
    out = terminal.type(b"\x1b[B", 0.3)
    yield bool(out), "keys come from the terminal"
    terminal.type(b"q")
    yield terminal.end() == 0, "q ends it"


CHECKS = (check_stdin, check_bytes_of_keys, check_esc, check_ends, check_fatal_signals,
          check_echo_is_back, check_stop, check_sizes, check_random_keys, check_plain_terminals,
          check_live)
# Sanitizers change times and have handlers of fatal signals of their own.
NOT_SANITIZED = (check_bytes_of_keys, check_esc, check_fatal_signals, check_echo_is_back)


def run(csonde, stand_in, is_sanitized):
    global TIME_FACTOR
    TIME_FACTOR = SANITIZED_FACTOR if is_sanitized else 1
    passed = failed = 0
    for check in CHECKS:
        if is_sanitized and check in NOT_SANITIZED:
            continue
        arguments = (csonde, stand_in) if check is check_live else (csonde,)
        for good, what in check(*arguments):
            passed += bool(good)
            failed += not good
            if not good:
                print(f"FAILED {check.__name__}: {what}")
    return passed, failed
