#!/usr/bin/env python3
"""Trains when and through whom: train.py KIND GOLD_DIR EVIDENCE.jsonl OUT_DIR [--test GOLD_DIR EVIDENCE.jsonl [odd|even]]

KIND is `said` or `via`. GOLD_DIR holds statements.jsonl and stories.json; EVIDENCE.jsonl is what the example `stories` of the
application prints for them with `--evidence`: for each statement its candidates with their traits.

Each candidate has a score, the sum of the weights of its traits; "unknown" has 0; a softmax over them is trained by
gradient descent (Adam) with a penalty on the weights. Rows that the gold leaves undated though a month or a year stands in
their sentence are left out of the training of `said`: the gold of stories-train dropped dates as wide as that.

Prints figures by threshold, for the training set from models that have not seen the story (five folds), and writes KIND.tsv
to OUT_DIR.
"""
import collections
import datetime
import json
import re
import sys

import numpy as np

sys.path.insert(0, __file__.rsplit('/', 2)[0])
from score_stories import fold, interval  # noqa: E402

DAY = datetime.timedelta(1)
RARE = 25  # traits of fewer candidates are dropped
FOLDS = 5
PENALTY = {'said': 2e-3, 'via': 1e-3}


def load(kind, gold_dir, path, half=None):
    stories = json.load(open(f'{gold_dir}/stories.json', encoding='utf-8'))
    docs = [d['doc'] for s in stories for d in s['docs']]
    keep = set(docs if not half else docs[0 if half == 'odd' else 1::2])
    story = {d['doc']: k for k, s in enumerate(stories) for d in s['docs']}
    gold = {(r['doc'], r['e']): r for r in map(json.loads, open(f'{gold_dir}/statements.jsonl', encoding='utf-8'))}
    rows = []
    for line in open(path, encoding='utf-8'):
        row = json.loads(line)
        if row['doc'] not in keep:
            continue
        row['said'] = [(f'{a}/{b}', traits) for a, b, traits in row['said']]
        value = gold[row['doc'], row['e']][kind]
        row['known'] = bool(value)
        row['story'] = story[row['doc']]
        row['right'] = [right(kind, value, name) for name, _ in row[kind]]
        rows.append(row)
    return rows


def right(kind, gold, name):
    if not gold:
        return False
    if kind == 'via':
        return ' '.join(fold(name)) in {' '.join(fold(v)) for v in re.split('; ', gold)}
    (a, b), (x, y) = interval(gold), interval(name)
    return x >= a - DAY and y <= b + DAY


def usable(kind, row):
    wide = any(re.match(r'own:(month|long) ', name) for _, traits in row[kind] for name, _ in traits)
    return kind != 'said' or row['known'] or not wide


class Look:
    """Rows as sparse arrays: every candidate's traits, and to which row it belongs."""

    def __init__(self, kind, rows, names=None):
        traits = [[t for _, t in r[kind]] for r in rows]
        if names is None:
            count = collections.Counter(n for ts in traits for t in ts for n in {n for n, _ in t})
            names = {n: k for k, n in enumerate(sorted(n for n, c in count.items() if c >= RARE))}
        self.names = names
        of, at, value, row, good = [], [], [], [], []
        c = 0
        for k, (r, ts) in enumerate(zip(rows, traits)):
            for t, ok in zip(ts, r['right']):
                row.append(k)
                good.append(ok)
                for n, v in t:
                    if n in names:
                        of.append(c)
                        at.append(names[n])
                        value.append(v)
                c += 1
        self.of, self.at, self.value = np.array(of, int), np.array(at, int), np.array(value)
        self.row, self.good, self.n, self.c = np.array(row, int), np.array(good, bool), len(rows), c

    def judge(self, w):
        s = np.bincount(self.of, self.value * w[self.at], self.c)
        top = np.zeros(self.n)
        np.maximum.at(top, self.row, s)
        e = np.exp(s - top[self.row])
        none = np.exp(-top)
        whole = np.bincount(self.row, e, self.n) + none
        return e / whole[self.row], none / whole

    def fit(self, penalty, use, steps=150, rate=.1):
        w = np.zeros(len(self.names))
        m, v = np.zeros_like(w), np.zeros_like(w)
        weight = use.astype(float)
        has = np.bincount(self.row, self.good, self.n) > 0
        for t in range(1, steps + 1):
            p, none = self.judge(w)
            mass = np.bincount(self.row, p * self.good, self.n)
            target = np.where(self.good, p / np.maximum(mass[self.row], 1e-9), 0)
            d = (p - np.where(has[self.row], target, 0)) * weight[self.row] / weight.sum()
            g = np.bincount(self.at, self.value * d[self.of], len(w)) + penalty * w
            m, v = .9 * m + .1 * g, .99 * v + .01 * g * g
            w -= rate * (1 - .9 * t / steps) * (m / (1 - .9 ** t)) / (np.sqrt(v / (1 - .99 ** t)) + 1e-9)
        return w


def report(title, rows, p):
    best = collections.defaultdict(lambda: (0, False))
    c = 0
    for k, r in enumerate(rows):
        for ok in r['right']:
            if p[c] > best[k][0]:
                best[k] = (p[c], ok)
            c += 1
    known = sum(r['known'] for r in rows)
    can = sum(any(r['right']) for r in rows)
    print(f'{title}: {known} known ({100 * can / known:.1f} % have a right candidate), {len(rows) - known} unknown')
    for t in (.2, .25, .3, .35, .4, .45, .5, .55, .6, .7):
        chosen = [(r['known'], best[k]) for k, r in enumerate(rows) if best[k][0] >= t]
        good = sum(ok for _, (_, ok) in chosen)
        wrong = sum(kn and not ok for kn, (_, ok) in chosen)
        over = sum(not kn for kn, _ in chosen)
        print(f'  {t:.2f}  right {100 * good / known:.1f} %  wrong {100 * wrong / known:.1f} %  '
              f'unknown given {100 * over / (len(rows) - known):.1f} %  F1 {200 * good / (known + len(chosen)):.1f}')


def main():
    kind, gold, evidence, out = sys.argv[1:5]
    rows = load(kind, gold, evidence)
    use = np.array([usable(kind, r) for r in rows])
    folds = np.array([r['story'] % FOLDS for r in rows])
    look = Look(kind, rows)
    p = np.zeros(look.c)
    for f in range(FOLDS):
        q = look.judge(look.fit(PENALTY[kind], use & (folds != f)))[0]
        p[folds[look.row] == f] = q[folds[look.row] == f]
    report('folds', rows, p)
    w = look.fit(PENALTY[kind], use)
    with open(f'{out}/{kind}.tsv', 'w', encoding='utf-8') as f:
        f.write(f'# What speaks for and against a candidate of "{kind}", and its weight; made by training/resolving/train.py.\n')
        for n, k in look.names.items():
            if abs(w[k]) >= .02:
                f.write(f'{n}\t{w[k]:.2f}\n')
    if '--test' in sys.argv:
        a = sys.argv[sys.argv.index('--test') + 1:]
        test = load(kind, a[0], a[1], a[2] if len(a) > 2 else None)
        report('test', test, Look(kind, test, look.names).judge(w)[0])


if __name__ == '__main__':
    main()
