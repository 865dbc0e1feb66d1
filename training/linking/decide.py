"""Makes the decisions about ties: decide.py SCORED.jsonl[,...] CORE_DIR [DEV_SCORED.jsonl]

SCORED are labelled pairs (`cargo run --example pairs`) with the verdicts of judges that have not seen their stories
(`judge/score.py --fold`, one fold after the other in one file); what `judge/candidates.tsv` says of pairs that nobody
linked is their label, and those that it does not name stand for chance. Each decision is a logistic regression over named
traits, written as a row (decision, trait, weight) of `decisions.tsv`. With DEV_SCORED the figures on pairs that nothing was
fitted on are printed.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / 'judge'))
from candidates import BLIND, OF_READ, candidates, pair_id  # noqa: E402

TIES = ('same_utterance', 'denies', 'contradicts', 'reversal', 'same_claim')
# What each decision takes for true, among which pairs, and what it may weigh: a trait after + may only speak for it, one
# after - only against it, one after ~ either way. Traits that the data would weigh against their sign are dropped: with
# so few pairs they would only fit chance, and nobody could be told such a reason.
DECISIONS = {
    'sift': (TIES, None, None),
    'same': (('same_utterance',), ('Same', 'Related', 'Unknown'), """
        ~constant +judge-same +judge-entails-one +judge-entails-both +likeness +cover +run +same-speaker
        +next-sentence +near -both-direct -other-numbers -other-days -said-days-apart -said-long-apart -judge-none
        -judge-conflict -judge-claim -short"""),
    'claim': (('same_utterance', 'same_claim'), None, """
        ~constant +judge-claim +judge-same +likeness +cover +run
        -other-numbers -other-days -negated -opposites -judge-conflict -judge-none -one-denies -short"""),
    'conflict': (('denies', 'contradicts'), ('Different', 'Related', 'Unknown'), """
        ~constant +judge-conflict +judge-denies +judge-contradicts +one-denies +negated
        +disputed +opposites +likeness +cover -judge-none -judge-same -judge-claim -one-asks -short"""),
    'reversal': (('reversal',), ('Same',), """
        ~constant +judge-reversal +judge-conflict +negated +opposites +disputed
        +one-concedes +likeness +cover +said-days-apart +said-long-apart -judge-none -judge-same -judge-claim
        -said-together -short"""),
}

# What a row stands for: of all pairs that the program compares one in EVERY of `examples/pairs.rs` is printed as "random".
EVERY = 29
CHANCE = EVERY / 4


def load(path):
    rows, read = [json.loads(line) for line in open(path, encoding='utf-8')], candidates(f'{HERE}/../judge/candidates.tsv')
    out = []
    for r in rows:
        r['weight'] = CHANCE if r['label'] == 'random' else 1.5 if r['label'] in TIES else 1
        if r['label'] in BLIND:
            label = read.get(pair_id(r['ends']))
            if label:
                (r['label'], share), r['read'] = OF_READ[label], True
                r['weight'] *= share
            # In articles or stories all of whose ties are labelled, what nobody linked is none.
            elif r.get('whole') == 'story' or r.get('whole') and r['ends'][0][0] == r['ends'][1][0]:
                r['weight'] = 1
            elif r['label'] == 'unlisted' or dict(r['traits'])['run'] >= .6 and r['speakers'] != 'Different':
                continue  # likely a tie that nobody wrote down
        out.append(r)
    return out


def odds(p):
    return math.log((p + 1e-3) / (1 - p + 1e-3)) / 4


def judged(forth, back):
    """Mirrors `pair.rs`."""
    (x, s), (y, t) = forth, back
    mean = lambda k: odds((s[k] + t[k]) / 2)
    values = {
        'none': mean(0), 'same': mean(1), 'denies': odds(max(s[2], t[2])), 'contradicts': mean(3),
        'reversal': odds(max(s[4], t[4])), 'conflict': odds((sum(s[2:5]) + sum(t[2:5])) / 2), 'claim': mean(5),
        'entails-both': odds(min(x[0], y[0])), 'entails-one': odds(max(x[0], y[0])),
        'excludes-both': odds(min(x[2], y[2])), 'excludes-one': odds(max(x[2], y[2])),
    }
    return [(f'judge-{k}', v) for k, v in values.items()]


def traits(r):
    out = list(map(tuple, r['traits']))
    if 'forth' in r:
        out += judged(r['forth'], r['back'])
    return out


def matrix(rows, names):
    at = {n: k for k, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for k, r in enumerate(rows):
        for n, v in traits(r):
            if n in at:
                x[k, at[n]] = v
    return x


def fit(x, y, w, penalty):
    b = np.zeros(x.shape[1])
    scale = penalty * w.sum()
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ b))
        g = x.T @ (w * (p - y)) + scale * b
        h = (x.T * (w * p * (1 - p))) @ x + np.eye(len(b)) * (scale + 1e-9)
        step = np.linalg.solve(h, g)
        b -= step
        if abs(step).max() < 1e-7:
            break
    return b


def area(score, y):
    """Area under the curve; ties count half."""
    _, inverse, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[inverse]
    n = y.sum()
    return (rank[y].sum() - n * (n + 1) / 2) / (n * (len(y) - n)) if 0 < n < len(y) else float('nan')


def among(rows, speakers):
    return [r for r in rows if speakers is None or r['speakers'] in speakers]


def main():
    scored, core = sys.argv[1:3]
    scored = [row for path in scored.split(',') for row in load(path)]
    dev = load(sys.argv[3]) if len(sys.argv) > 3 else None
    out = ['# The decisions about ties, made by training/linking/decide.py: decision, trait, weight.']
    for name, (true, speakers, allowed) in DECISIONS.items():
        rows = among([r for r in scored if name == 'sift' or 'forth' in r], speakers)
        given = {n for r in rows for n, _ in traits(r)}
        sign = {t[1:]: t[0] for t in (allowed or '').split()} or {n: '~' for n in given if not n.startswith('judge-')}
        names = sorted(n for n in sign if n in given)
        y = np.array([r['label'] in true for r in rows])
        w = np.array([r['weight'] for r in rows])
        while True:
            x = matrix(rows, names)
            b = fit(x, y, w, 1. / w.sum())
            wrong = [n for n, v in zip(names, b) if sign[n] == '+' and v < 0 or sign[n] == '-' and v > 0]
            if not wrong:
                break
            worst = max(wrong, key=lambda n: abs(b[names.index(n)]))
            names.remove(worst)
        out += [f'{name}\t{n}\t{v:.3f}' for n, v in zip(names, b) if abs(v) >= 5e-4]
        if dev:
            report(name, true, speakers, dev, names, b)
    open(f'{core}/decisions.tsv', 'w', encoding='utf-8').write('\n'.join(out) + '\n')


def report(name, true, speakers, dev, names, b):
    """By threshold: of the linked pairs, of those that nobody linked but that were read, and of chance."""
    def one(rows, what):
        rows = [r for r in rows if name == 'sift' or 'forth' in r]
        score = 1 / (1 + np.exp(-matrix(rows, names) @ b))
        y, read = np.array([r['label'] in true for r in rows]), np.array(['read' in r for r in rows])
        hard = np.array([r['label'] == 'hard_negative' for r in rows])
        chance = np.array([r['label'] == 'random' for r in rows])
        linked = ~read & ~chance
        tie = linked & y
        print(f'{name} {what}: AUC against hard negatives {area(score[tie | hard], y[tie | hard]):.3f} ({tie.sum()}, {hard.sum()}),'
              f' among pairs that were read {area(score[read], y[read]):.3f} ({(read & y).sum()}, {(read & ~y).sum()})')
        for t in (.02, .05, .1, .15, .2, .25, .3, .4, .5, .6, .7, .8, .9):
            hit = score >= t
            print(f'   at {t}: linked: recall {100 * hit[tie].mean():.0f} %, precision'
                  f' {100 * hit[tie].sum() / max(1, hit[linked].sum()):.0f} %, hard negatives {100 * hit[hard].mean():.0f} %;'
                  f' read: {hit[read & y].sum()} right, {hit[read & ~y].sum()} wrong; chance {hit[chance].sum()} of {chance.sum()}')
    one(among(dev, speakers), 'where it is asked')
    if name == 'conflict':
        one(dev, 'over all')
        one(among(dev, ('Different',)), 'among different speakers')
    if name == 'same':
        one(among(dev, ('Same',)), 'among pairs of one speaker')


if __name__ == '__main__':
    main()
