#!/usr/bin/env bash
# From sentence pairs and labelled statements to the committed judge and decisions: make.sh DATA_DIR WORK_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
data=$1 work=$2
python=${PYTHON:-python3}
export PYTHONUNBUFFERED=1
mkdir -p "$work"

# The program gives the pairs, since they hold what it knows of them; their likeness is the embedder's, so that comes
# first. It needs some judge to be built, but the pairs do not ask it.
pairs() {
    cargo run --manifest-path "$root/Cargo.toml" --example pairs -- "$1/links.jsonl" "$1/statements.jsonl" \
        "$1/stories.json" "${@:2}" "$data/polnear-train/text" "$data/polnear-dev/text"
}
"$python" "$here/../linking/embedder.py" "$root/models"
pairs "$data/stories-train" > "$work/pairs.jsonl"
pairs "$data/stories-dev" > "$work/dev_pairs.jsonl"
for part in train held; do
    "$python" "$here/../labels/labels.py" "$data/polnear-train" "$work/$part" $part
    pairs "$work/$part" > "$work/$part.jsonl"
done
"$python" "$here/matters.py" "$here/matters" "$work/matters"
pairs "$work/matters" "$work/matters/text" > "$work/matters.jsonl"
for jemalloc in /usr/lib/*/libjemalloc.so.2; do
    if [ -e "$jemalloc" ]; then
        export LD_PRELOAD=$jemalloc MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1,oversize_threshold:0
    fi
done
"$python" "$here/train.py" "$data" "$work/nli" --epochs 1.4 --rate 1.5e-4
ties() {
    "$python" "$here/train.py" "$data" "$1" --start "$work/nli/judge.pt" --pairs "$work/pairs.jsonl" \
        --candidates "$here/candidates.tsv" "${@:2}"
}
# The decisions are fitted on what judges say of stories that they have not seen: one for each half.
for half in 0 1; do
    ties "$work/half$half" --fold $half --folds 2 --epochs 2.6 --rate 1.2e-4 --inference .03 --average .995
    "$python" "$here/score.py" "$work/half$half" "$work/pairs.jsonl" "$work/scored$half.jsonl" --fold $half --folds 2
done
cat "$work/scored0.jsonl" "$work/scored1.jsonl" > "$work/scored.jsonl"
ties "$work/judge" --whole "$work/train.jsonl" --matters "$here/matters" --epochs 2 --rate 1.3e-4 --inference .16
"$python" "$here/score.py" "$work/judge" "$work/held.jsonl" "$work/held_scored.jsonl" --whole article
# One matter in six was kept aside.
"$python" "$here/score.py" "$work/judge" "$work/matters.jsonl" "$work/matters_scored.jsonl" --whole story --fold 0 --folds 6
"$python" "$here/score.py" "$work/judge" "$work/dev_pairs.jsonl" "$work/dev_scored.jsonl"
"$python" "$here/../linking/decide.py" "$work/scored.jsonl,$work/held_scored.jsonl,$work/matters_scored.jsonl" "$root/crates/core/src/linking" "$work/dev_scored.jsonl"
"$python" "$here/export.py" "$work/judge" "$root/models"
