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
    cargo run --manifest-path "$root/Cargo.toml" --example pairs -- "$data/$1/links.jsonl" "$data/$1/statements.jsonl" \
        "$data/$1/stories.json" "$data/polnear-train/text" "$data/polnear-dev/text"
}
"$python" "$here/../linking/embedder.py" "$root/models"
pairs stories-train > "$work/pairs.jsonl"
pairs stories-dev > "$work/dev_pairs.jsonl"
# Pairs drawn blindly are for the decisions; the judge draws its own.
grep -v '"label":"random"' "$work/pairs.jsonl" > "$work/judge_pairs.jsonl"

for jemalloc in /usr/lib/*/libjemalloc.so.2; do
    if [ -e "$jemalloc" ]; then
        export LD_PRELOAD=$jemalloc MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1,oversize_threshold:0
    fi
done
"$python" "$here/train.py" "$data" "$work/nli" --epochs 1.4 --rate 1.5e-4
"$python" "$here/train.py" "$data" "$work/judge" --start "$work/nli/judge.pt" --pairs "$work/judge_pairs.jsonl" \
    --fold 0 --folds 5 --epochs 3.8 --rate 2e-4 --inference .12 --unlisted .12 --bare .3
"$python" "$here/train.py" "$data" "$work/judge2" --start "$work/judge/judge.pt" --pairs "$work/judge_pairs.jsonl" \
    --fold 0 --folds 5 --epochs 1.5 --rate 1.2e-4 --inference .6 --unlisted .12 --bare .4 --seed 3
# The decisions are fitted on the stories that this judge has not seen.
"$python" "$here/score.py" "$work/judge2" "$work/pairs.jsonl" "$work/scored.jsonl" --fold 0 --folds 5
"$python" "$here/score.py" "$work/judge2" "$work/dev_pairs.jsonl" "$work/dev_scored.jsonl"
"$python" "$here/../linking/decide.py" "$work/pairs.jsonl" "$work/scored.jsonl" "$root/crates/core/src/linking" \
    "$work/dev_scored.jsonl"
"$python" "$here/export.py" "$work/judge2" "$root/models"
