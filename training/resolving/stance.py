#!/usr/bin/env python3
"""Trains the act of speaking: stance.py GOLD_DIR EVIDENCE.jsonl OUT_DIR [--test GOLD_DIR EVIDENCE.jsonl]

GOLD_DIR holds statements.jsonl and stories.json; EVIDENCE.jsonl is what the example `stories` of the application prints for
them with `--evidence`: for each statement the reader's probabilities of the acts and the traits of its words.

The traits are weighed by a softmax over the twelve acts of their own (Adam, a penalty on the weights, rare acts counted
more). The reader has seen the labels of the training articles, so its probabilities take no part in the training; the
program adds them afterwards. Prints macro F1 and accuracy of the traits alone over five folds of stories and, with `--test`,
of what the program will make of the test set, by halves. Writes stance.tsv to OUT_DIR.
"""
import collections
import json
import sys

import numpy as np

ACTS = 'asserts denies concedes accuses demands warns promises proposes refuses asks hopes praises'.split()
RARE = 8  # traits of fewer statements are dropped
PENALTY, BALANCE, LEAST = 5e-4, .5, .05
READER, WORD = .7, 1.  # as in resolving/stance.rs, like the next
PLAIN = np.array([0, 2, 1, 2, 1, 1, 1, 1, 1, 0, 1, 2.])  # what plain saying takes, by act


def load(gold_dir, path):
    stories = json.load(open(f'{gold_dir}/stories.json', encoding='utf-8'))
    story = {d['doc']: k for k, s in enumerate(stories) for d in s['docs']}
    odd = {d: k % 2 == 0 for k, d in enumerate(d['doc'] for s in stories for d in s['docs'])}
    gold = {(r['doc'], r['e']): r['stance'] for r in map(json.loads, open(f'{gold_dir}/statements.jsonl', encoding='utf-8'))}
    rows = [json.loads(line) for line in open(path, encoding='utf-8')]
    for r in rows:
        r['y'], r['fold'], r['odd'] = ACTS.index(gold[r['doc'], r['e']]), story[r['doc']] % 5, odd[r['doc']]
    return rows


class Table:
    def __init__(self, rows, names=None):
        if names is None:
            count = collections.Counter(n for r in rows for n in r['stance'])
            names = {n: k for k, n in enumerate(sorted(n for n, c in count.items() if c >= RARE))}
        self.names = names
        pairs = [(k, names[n]) for k, r in enumerate(rows) for n in r['stance'] if n in names]
        self.row, self.at = np.array(pairs, int).reshape(-1, 2).T
        self.n = len(rows)

    def sums(self, w):
        out = np.zeros((self.n, w.shape[1]))
        np.add.at(out, self.row, w[self.at])
        return out

    def fit(self, y, use, steps=150, rate=.08):
        w = np.zeros((len(self.names), len(ACTS)))
        m, v = np.zeros_like(w), np.zeros_like(w)
        target = np.eye(len(ACTS))[y]
        weight = (1 / np.maximum(target[use].sum(0), 1)) ** BALANCE
        weight = weight[y] * use
        weight /= weight.sum()
        for t in range(1, steps + 1):
            s = self.sums(w)
            p = np.exp(s - s.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            d = (p - target) * weight[:, None]
            g = PENALTY * w
            np.add.at(g, self.at, d[self.row])
            m, v = .9 * m + .1 * g, .99 * v + .01 * g * g
            w -= rate * (1 - .9 * t / steps) * (m / (1 - .9 ** t)) / (np.sqrt(v / (1 - .99 ** t)) + 1e-9)
        return w


def figures(y, p):
    f1 = [200 * ((y == k) & (p == k)).sum() / ((y == k).sum() + (p == k).sum()) for k in set(y)]
    return f'macro F1 {np.mean(f1):.1f}, accuracy {100 * (y == p).mean():.1f}'


def program(rows, sums, plain):
    """The program's choice, with or without what it knows of plain saying."""
    s = sums + READER * np.log(np.array([r['acts'] for r in rows]) + 1e-4)
    for k, r in enumerate(rows):
        told = [ACTS.index(n[5:]) for n in r['stance'] if n.startswith('told=')]
        named = [ACTS.index(n[8:]) for n in r['stance'] if n.startswith('content=')]
        s[k, told] += WORD
        s[k, named] += 2 * WORD
        if plain and 0 in told:
            s[k, [a for a in range(len(ACTS)) if a not in named]] -= PLAIN[[a for a in range(len(ACTS)) if a not in named]]
    return s.argmax(1)


def main():
    gold, evidence, out = sys.argv[1:4]
    rows = load(gold, evidence)
    y, folds = np.array([r['y'] for r in rows]), np.array([r['fold'] for r in rows])
    table = Table(rows)
    guess = np.zeros(len(rows), int)
    for f in range(5):
        guess[folds == f] = table.sums(table.fit(y, folds != f)).argmax(1)[folds == f]
    print(f'traits alone, folds: {figures(y, guess)}; {len(table.names)} traits')
    w = table.fit(y, folds >= 0)
    w[abs(w) < LEAST] = 0
    with open(f'{out}/stance.tsv', 'w', encoding='utf-8') as f:
        f.write('# What words about the cue and of the content add to the log-probability of an act; made by training/resolving/stance.py.\n')
        for n, k in table.names.items():
            for act, x in zip(ACTS, w[k]):
                if x:
                    f.write(f'{n}\t{act}\t{x:.2f}\n')
    if '--test' in sys.argv:
        a = sys.argv[sys.argv.index('--test') + 1:]
        test = load(a[0], a[1])
        sums, ty, odd = Table(test, table.names).sums(w), np.array([r['y'] for r in test]), np.array([r['odd'] for r in test])
        for plain in (False, True):
            p = program(test, sums, plain)
            print(f'plain {plain}: odd {figures(ty[odd], p[odd])}; even {figures(ty[~odd], p[~odd])}')


if __name__ == '__main__':
    main()
