# A small workload for the cases that compare two recordings of it: files, processes, pipes, sockets,
# signals and failures. It runs in a session of its own, so `proc.sid` chooses its events.
# usage: setsid bash workload.sh FOLDER
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
set -u
cd "$1" || exit
mkdir -p a/b
for i in 1 2 3 4 5; do seq "$i" 300 > "a/f$i"; done
cp a/f1 a/copy && mv a/copy a/b/moved && ln -s f2 a/link && ln a/f3 a/hard && chmod 600 a/f4
cat a/* 2> /dev/null | sort -r | uniq -c | awk '{ s += $1 } END { print s }'
ls -la a /no/such/folder; stat a/f5; rm -r a/b; mkdir a; rmdir a
tar -czf a.tgz a && tar -tzf a.tgz; gzip -k a/f5; grep -rc 1 a
dd if=/dev/zero of=zeroes bs=1k count=200; truncate -s 100 zeroes
python3 - <<'PY'
import os, select, signal, socket, threading, time
server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(4)
def serve():
    for _ in range(3):
        peer, _ = server.accept()
        peer.sendall(peer.recv(100).upper()); peer.close()
thread = threading.Thread(target=serve); thread.start()
for text in (b"one", b"two", b"three"):
    with socket.create_connection(server.getsockname()) as s:
        s.sendall(text); s.recv(100)
thread.join()
a, b = socket.socketpair(); a.send(b"pair"); b.recv(10)
u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); u.bind(("::1", 0))
u.sendto(b"datagram", u.getsockname()); u.recvfrom(100)
r, w = os.pipe(); os.write(w, b"x"); select.select([r], [], [], 1); os.read(r, 1)
p = select.poll(); p.register(r); p.poll(10)
signal.signal(signal.SIGUSR1, lambda *_: None); os.kill(os.getpid(), signal.SIGUSR1)
fd = os.open("a/f1", os.O_RDWR); os.pread(fd, 10, 5); os.pwrite(fd, b"y", 3); os.lseek(fd, 0, 2)
os.dup2(fd, 50); os.close(50); os.fchmod(fd, 0o640); os.fsync(fd)
for path in ("/no/such", "/etc", "/proc/1/mem2"):
    try: os.open(path, os.O_WRONLY)
    except OSError: pass
pid = os.fork()
if pid == 0: os.setgid(65534); os.setuid(65534); os._exit(9)
os.waitpid(pid, 0); time.sleep(0.01)
PY
sleep 0.1 & kill $!; wait
(exit 3); bash -c 'kill -9 $$'; true | false; exec true
