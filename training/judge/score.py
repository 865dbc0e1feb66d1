"""What the judge says of pairs: score.py RUN_DIR PAIRS.jsonl OUT.jsonl [--fold K --folds N]

Adds to each row the probabilities of inference and ties, both ways: "forth" and "back". Rows that the program would not ask
about, since they are too little alike, stay without. With `--fold` only the rows of that fold, which the judge has not seen.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from base import base_model, tokenizer_of  # noqa: E402
from candidates import BLIND, candidates, pair_id  # noqa: E402
from judge_model import Judge  # noqa: E402
from pairs import batches, collate, encode  # noqa: E402

# Pairs of chance less alike than this are not judged; the program asks for .4.
ALIKE = .38


def asked(r, read, whole):
    alike = dict(r['traits'])['likeness'] >= ALIKE and (r['label'] == 'random' or bool(whole))
    return r['label'] not in BLIND or pair_id(r['ends']) in read or alike


@torch.no_grad()
def verdicts(model, rows):
    out = [None] * len(rows)
    for some in batches([len(r) for r in rows], 8192, random.Random(0)):
        inference, ties = model(*collate([rows[k] for k in some]))
        for k, i, t in zip(some, inference.float().softmax(-1).tolist(), ties.float().softmax(-1).tolist()):
            out[k] = [[round(x, 5) for x in i], [round(x, 5) for x in t]]
    return out


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('run'), a.add_argument('pairs'), a.add_argument('out')
    a.add_argument('--fold', type=int), a.add_argument('--folds', type=int, default=3)
    a.add_argument('--whole', choices=('article', 'story'), help='all ties within each are labelled: what nobody linked there is none, and is judged too if it is alike')
    o = a.parse_args()
    tokenizer = tokenizer_of(base_model()[0])
    model = Judge()
    model.load_state_dict(torch.load(f'{o.run}/judge.pt'))
    model.eval().bfloat16()
    rows = [json.loads(line) for line in open(o.pairs, encoding='utf-8')]
    rows = [r for r in rows if o.fold is None or r['story'] % o.folds == o.fold]
    read = candidates(Path(__file__).parent / 'candidates.tsv')
    some = [r for r in rows if asked(r, read, o.whole)]
    for name, of in (('forth', lambda r: (r['a'], r['b'])), ('back', lambda r: (r['b'], r['a']))):
        for r, v in zip(some, verdicts(model, [encode(tokenizer, *of(r)) for r in some])):
            r[name] = v
    for r in rows:
        r['whole'] = o.whole
    with open(o.out, 'w', encoding='utf-8') as out:
        out.writelines(json.dumps(r) + '\n' for r in rows)


if __name__ == '__main__':
    main()
