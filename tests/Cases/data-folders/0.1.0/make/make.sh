#!/usr/bin/env bash
# Makes ../data.tar.gz with the program as it was at the commit below: builds that commit in a folder of its own, has it fill a data folder, and kills it at work.
set -euo pipefail
commit=6fdea9b3a740e6b257f659138b2e0c82cbb6bd3e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/program"
git -C "$(git -C "$here" rev-parse --show-toplevel)" archive "$commit" | tar -x -C "$work/program"
make=$work/program/tests/Cases/data-folders/0.1.0/make
mkdir -p "$make" "$work/uploads"
cp "$here"/*.cs "$here"/*.csproj "$make"
dotnet build "$work/program/src/Workers/Host" -m:1 -v q
dotnet build "$make" -m:1 -v q
"$make/bin/Debug/net10.0/make" "$work/data" "$work/program/src/Workers/Host/bin/Debug/net10.0/mlops" "$work/uploads" || echo "It has killed itself, as it should."
for pid in $(cat "$work"/data/runs/*/child.pid "$work"/data/imports/*/child.pid | grep -o '"ProcessId":[0-9]*' | cut -d: -f2); do
  if tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$work/data"; then kill -KILL "$pid"; fi
done
# Without what lies in scratch: every start empties it, and its links name this machine's folder.
tar --exclude='./scratch/*' --sort=name --owner=0 --group=0 --numeric-owner -C "$work/data" -c . | gzip -9 >"$here/../data.tar.gz"
ls -l "$here/../data.tar.gz"
