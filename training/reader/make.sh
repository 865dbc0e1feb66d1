#!/usr/bin/env bash
# From annotated articles to the committed weights: make.sh DATA_DIR WORK_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=$1 work=$2
python=${PYTHON:-python3}
for jemalloc in /usr/lib/*/libjemalloc.so.2; do
    if [ -e "$jemalloc" ]; then
        export LD_PRELOAD=$jemalloc MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1,oversize_threshold:0
    fi
done
export PYTHONUNBUFFERED=1
"$python" "$here/train.py" "$data/polnear-train" "$data/polnear-dev" "$work/reader" --epochs 12 --tokens 1536 --seed 1
"$python" "$here/export.py" "$work/reader" "$here/../../models"
