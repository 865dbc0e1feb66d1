#!/usr/bin/env bash
# Times the program and PyTorch (float32, same weights, same articles, same threads) one after the other:
# compare.sh FILE...   The files are plain text, one paragraph a line.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
threads=${THREADS:-$(nproc)}
cargo bench --quiet --manifest-path "$here/../Cargo.toml" --package onrecord-app --bench read -- "$@"
OMP_NUM_THREADS=$threads "${PYTHON:-python3}" "$here/reader/time_pytorch.py" "$here/../models" "$threads" "$@"
