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
"$python" "$here/warm.py" "$data" "$work/warm.pt"
"$python" "$here/train.py" "$data/polnear-train" "$data/polnear-dev" "$work/reader" --warm "$work/warm.pt" \
    --gum "$data/gum/en_gum-ud-train.rebuilt.conllu" --stories "$data/stories-train/statements.jsonl" \
    --epochs 7 --rate 2e-4 --tokens 1536 --seed 2
"$python" "$here/stance.py" "$work/reader" "$data" --write
"$python" "$here/export.py" "$work/reader" "$here/../../models"
