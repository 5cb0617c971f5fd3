# Everything at once for some seconds: nginx under wrk with and without sendfile and as a proxy,
# redis with an append-only file under redis-benchmark, shell pipelines, python, dd. The last line
# tells how much work was done.
# usage: bash big_load.sh SECONDS
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
set -u
seconds=$1
end=$((SECONDS + seconds))
work=$(mktemp -d)
cd "$work" || exit
mkdir web redis
for size in 100 1000 100000; do head -c $size /dev/urandom > web/b$size; done
cat > nginx.conf <<N
worker_processes 2; pid $work/nginx.pid; error_log $work/error.log;
events { worker_connections 512; }
http {
  access_log $work/access.log; sendfile on;
  server {
    listen 8080; root $work/web;
    location /copied/ { sendfile off; alias $work/web/; }
    location /proxy/ { proxy_pass http://127.0.0.1:8081/; }
  }
  server { listen 8081; location / { return 200 "behind\n"; } }
}
N
chmod 755 "$work"
nginx -c "$work/nginx.conf"
redis-server --port 6379 --unixsocket "$work/redis/socket" --dir "$work/redis" --appendonly yes \
  --save '' --daemonize yes > /dev/null
until redis-cli ping > /dev/null 2>&1; do sleep 0.1; done
more() { ((SECONDS < end)); }

( while more; do
    wrk -t1 -c8 -d2s http://127.0.0.1:8080/b1000
    wrk -t1 -c4 -d1s http://127.0.0.1:8080/proxy/
    wrk -t1 -c4 -d1s http://127.0.0.1:8080/copied/b100000
  done ) > wrk.log 2>&1 &
jobs=($!)
( while more; do
    redis-benchmark -q -n 1500 -c 20 -t ping,set,get,incr,lpush,lrange_100,mset
    redis-benchmark -q -s "$work/redis/socket" -n 1500 -c 5 -t get,set
  done ) > redis.log 2>&1 &
jobs+=($!)
( n=0
  while more; do
    mkdir -p "shell$n"
    for i in 1 2 3 4 5; do echo "line $i of the file" >> "shell$n/f$i"; done
    cat "shell$n"/f* | sort -r | uniq -c | awk '{ print $1 }' | wc -l
    grep -r line "shell$n" | head -2
    tar -czf "shell$n.tgz" "shell$n"
    md5sum "shell$n.tgz"
    rm -r "shell$n" "shell$n.tgz"
    python3 -c 'import os, threading
t = [threading.Thread(target=lambda: [os.getppid() for _ in range(2000)]) for _ in range(4)]
[x.start() for x in t]; [x.join() for x in t]'
    n=$((n + 1))
  done
  echo "rounds $n" > shell.rounds ) > shell.log 2>&1 &
jobs+=($!)
( while more; do
    dd if=/dev/zero of=/dev/null bs=512 count=20000
    dd if=web/b100000 of=copy bs=1k
    sleep 0.2
  done ) > dd.log 2>&1 &
jobs+=($!)
wait "${jobs[@]}"
redis-cli shutdown nosave 2> /dev/null
kill "$(cat nginx.pid)"
requests=$(awk '/requests in/ { n += $1 } END { print n + 0 }' wrk.log)
echo "$requests requests to nginx, $(grep -c 'requests per second' redis.log) redis benchmarks," \
  "$(cat shell.rounds) of shell, in $seconds s"
cd / && rm -rf "$work"
