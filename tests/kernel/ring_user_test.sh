#!/usr/bin/env bash
# Builds ring_user_test.c plain, with the address and with the thread sanitizer, and runs all three.
# SPDX-License-Identifier: Apache-2.0
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for kind in "-O2" "-O1 -fsanitize=address,undefined -fno-sanitize=alignment" "-O1 -fsanitize=thread"; do
  echo "# $kind"
  # shellcheck disable=SC2086  # several flags in one word
  gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-tsan -Werror -g $kind -pthread -I "$top" \
    -I "$top/driver" -I "$here" -o "$work/test" "$here/ring_user_test.c"
  "$work/test" "${1:-100000}"
done
