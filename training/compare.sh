#!/usr/bin/env bash
# Times the program and PyTorch (float32, same weights, same articles, same threads) one after the other:
# compare.sh FILE...   The files are plain text, one paragraph a line.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
threads=${THREADS:-$(nproc)}
cargo bench --quiet --manifest-path "$here/../Cargo.toml" --package onrecord-app --bench read -- "$@"
# PyTorch is several times slower with an allocator that gives memory back after every batch.
for jemalloc in /usr/lib/*/libjemalloc.so.2; do
    if [ -e "$jemalloc" ]; then
        export LD_PRELOAD=$jemalloc MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1,oversize_threshold:0
    fi
done
OMP_NUM_THREADS=$threads "${PYTHON:-python3}" "$here/reader/time_pytorch.py" "$here/../models" "$threads" "$@"
