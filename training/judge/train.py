"""Trains the judge: train.py DATA_DIR OUT_DIR [--pairs PAIRS.jsonl] ...

Without `--pairs`: general inference. With it: pairs of statements as the program gives them (`cargo run --example
pairs`), with a part of general inference in between so that it is not forgotten.
"""

import argparse
import collections
import json
import math
import os
import random
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from candidates import BLIND, OF_READ, candidates, pair_id  # noqa: E402
from copies import copies  # noqa: E402
from judge_model import TIES, Judge  # noqa: E402
import matters  # noqa: E402
from pairs import SAID, batches, collate, encode, held_out, inference  # noqa: E402
from base import base_model, tokenizer_of  # noqa: E402


# Of the pairs within articles all of whose ties are labelled, so many that nobody tied are learnt from: about as many as the
# labelled ones; all of them would drown these.
UNTIED = 9000


def examples(o, tokenizer):
    """Training and dev rows: (pieces, kind of label, label, weight, group)."""
    train, dev, rng = [], [], random.Random(0)
    rows = list(inference(f'{o.data}/nli/train.jsonl', set(o.leave.split(','))))
    for name, premise, hypothesis, label, _ in rows:
        row = (encode(tokenizer, [(SAID, premise)], [(SAID, hypothesis)]), 0, label, 1., name)
        if held_out(premise):
            dev.append(row)
        elif rng.random() < o.inference:
            train.append(row)
    if o.pairs:
        train += statements(o, tokenizer, rng)
    return train, dev


def statements(o, tokenizer, rng):
    """Rows of labelled and made pairs of statements, each both ways round."""
    rows = [json.loads(line) for line in open(o.pairs, encoding='utf-8')]
    if o.fold is not None:
        rows = [r for r in rows if r['story'] % o.folds != o.fold]
    read = candidates(o.candidates) if o.candidates else {}
    pairs, blind = [], []
    for r in rows:
        label = r['label']
        if label in BLIND:
            label = read.get(pair_id(r['ends']))
            if label:
                pairs.append((r['a'], r['b'], *OF_READ[label]))
            elif r['label'] == 'random':
                blind.append((r['a'], r['b'], 'none', .5))
        else:
            pairs.append((r['a'], r['b'], 'none' if label == 'hard_negative' else label, 1.))
    # Whoever labelled these articles listed all that is tied in them; of the other pairs that share much, some.
    untied = []
    for r in map(json.loads, open(o.whole, encoding='utf-8')) if o.whole else ():
        label = read.get(pair_id(r['ends']))
        if label:
            pairs.append((r['a'], r['b'], *OF_READ[label]))
        elif r['label'] not in BLIND:
            pairs.append((r['a'], r['b'], 'none' if r['label'] == 'hard_negative' else r['label'], 1.))
        elif r['ends'][0][0] == r['ends'][1][0]:
            untied.append((r['a'], r['b'], 'none', .5))
    pairs += rng.sample(untied, min(len(untied), UNTIED))
    labelled = [r for r in rows if r['label'] not in BLIND]
    pairs += rng.sample(blind, min(len(blind), len(labelled) // 4))
    pairs += [(a, b, label, .5) for a, b, label in copies([r['a'] for r in labelled], rng, len(labelled) // 14)]
    pairs += others(labelled, rng, len(labelled) // 10)
    if o.matters:
        pairs += matters.examples(o.matters, rng)
    out = []
    for a, b, label, weight in pairs:
        ways = encode(tokenizer, a, b), encode(tokenizer, b, a)
        out.append((ways[0], 1, TIES.index(label), weight, 'tie ' + label, ways))
    return out


def others(rows, rng, most):
    """Made pairs of one claim: two reports of one utterance, the one given to somebody else."""
    same = [r for r in rows if r['label'] == 'same_utterance' and all(r['names'])]
    out = []
    while same and len(out) < most:
        r, other = rng.choice(same), rng.choice(rows)
        name = other['names'][0]
        if name and name not in r['names']:
            known = r['b'][0][1].replace(r['names'][1], name, 1)
            out.append((r['a'], [[r['b'][0][0], known], *r['b'][1:]], 'same_claim', .5))
    return out


def load(model, path):
    """The weights of an earlier run; what has another shape now begins afresh."""
    own = model.state_dict()
    model.load_state_dict({k: v if v.shape == own[k].shape else own[k] for k, v in torch.load(path).items()})


@torch.no_grad()
def evaluate(model, dev, most=10 ** 9):
    model.eval()
    right, seen = collections.Counter(), collections.Counter()
    dev = dev[:most]
    for some in batches([len(r[0]) for r in dev], 8192, random.Random(0)):
        got = model(*collate([dev[k][0] for k in some]))[0].argmax(-1)
        for k, g in zip(some, got.tolist()):
            for name in (dev[k][4], 'all'):
                seen[name] += 1
                right[name] += g == dev[k][2]
    model.train()
    return '  '.join(f'{n} {100 * right[n] / seen[n]:.1f}' for n in sorted(seen))


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('data'), a.add_argument('out')
    a.add_argument('--pairs'), a.add_argument('--start')
    a.add_argument('--epochs', type=float, default=1.5)
    a.add_argument('--inference', type=float, default=1., help='share of general inference that is used')
    a.add_argument('--leave', default='scone,fnc1_train,covidfact', help='sets that are left out')
    a.add_argument('--rate', type=float, default=1e-4)
    a.add_argument('--tokens', type=int, default=2048)
    a.add_argument('--average', type=float, default=0.998)
    a.add_argument('--whole', help='pairs of articles in which all ties are labelled: others within one article are none')
    a.add_argument('--matters', help='folder of made-up matters, see matters.py')
    a.add_argument('--candidates', help='labels of pairs that the program would compare, see candidates.py')
    a.add_argument('--fold', type=int, help='stories of this fold are left out'), a.add_argument('--folds', type=int, default=3)
    a.add_argument('--seed', type=int, default=1)
    o = a.parse_args()
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    vocab, state = base_model()
    train, dev = examples(o, tokenizer_of(vocab))
    rng.shuffle(dev)
    model = Judge()
    model.load_base(state)
    if o.start:
        load(model, o.start)
    model.word.weight.requires_grad_(False)
    names = [n for n, p in model.named_parameters() if p.requires_grad]
    live = [p for p in model.parameters() if p.requires_grad]
    master = [p.detach().clone() for p in live]
    average = [p.clone() for p in master]
    fresh = ('pool', 'inference', 'tie')
    optimizer = torch.optim.AdamW([
        {'params': [m for m, n in zip(master, names) if not n.startswith(fresh)], 'base': o.rate, 'lr': 0., 'weight_decay': .01},
        {'params': [m for m, n in zip(master, names) if n.startswith(fresh)], 'base': 3 * o.rate, 'lr': 0., 'weight_decay': 0.}],
        betas=(.9, .98), fused=True)
    model.bfloat16().train()
    lengths = [len(r[0]) for r in train]
    per_epoch = len(batches(lengths, o.tokens, random.Random(0)))
    total = int(per_epoch * o.epochs)
    print(f'{collections.Counter(r[4] for r in train)}\n{sum(lengths)} pieces, {per_epoch} steps an epoch, {total} steps', flush=True)
    step, begun, seen, sums = 0, time.time(), 0, [[], []]
    os.makedirs(o.out, exist_ok=True)

    def save():
        full = {k: v.float() for k, v in model.state_dict().items()}
        full.update(zip(names, average))
        torch.save(full, f'{o.out}/judge.pt')
        return full

    while step < total:
        for some in batches(lengths, o.tokens, rng):
            if step >= total:
                break
            scale = min((step + 1) / min(200, total * .1), 1.) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / total)))
            for g in optimizer.param_groups:
                g['lr'] = g['base'] * scale
            rows = [train[k] for k in some]
            scores = model(*collate([rng.choice(r[5]) if r[1] else r[0] for r in rows]))
            loss = 0.
            for kind in (0, 1):
                which = [k for k, r in enumerate(rows) if r[1] == kind]
                if which:
                    weight = torch.tensor([rows[k][3] for k in which])
                    one = F.cross_entropy(scores[kind][which].float(), torch.tensor([rows[k][2] for k in which]), reduction='none', label_smoothing=.05)
                    loss = loss + (one * weight).sum() / len(rows)
                    sums[kind].append(one.mean().item())
            loss.backward()
            with torch.no_grad():
                for m, p in zip(master, live):
                    m.grad = p.grad.float() if p.grad is not None else torch.zeros_like(m)
                    p.grad = None
                torch.nn.utils.clip_grad_norm_(master, 1.0)
                optimizer.step()
                torch._foreach_lerp_(average, master, 1 - min(o.average, (step + 1) / (step + 10)))
                for m, p in zip(master, live):
                    p.copy_(m)
            step += 1
            seen += sum(lengths[k] for k in some)
            if step % 100 == 0:
                t = time.time() - begun
                print(f'{step:5} {t:6.0f} s {seen / t:6.0f} pieces/s  ' + '  '.join(f'{sum(s) / max(1, len(s)):.4f}' for s in sums), flush=True)
                sums = [[], []]
            if step % 500 == 0:
                save()
                print('   ', evaluate(model, dev, 600), flush=True)
    full = save()
    judge = Judge()
    judge.load_state_dict(full)
    judge.bfloat16()
    print('averaged:', evaluate(judge, dev), flush=True)


if __name__ == '__main__':
    main()
