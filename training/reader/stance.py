"""Fits the stance head on the trained reader: stance.py RUN_DIR DATA_DIR [--write]

The reader is left as it is. Its vector of each labelled cue of stories-train (222 articles, some of polnear-dev: labels of
stance only) is the input of a softmax regression with weights for rare stances. The reader has seen most of these labels, so
how strongly to hold back is chosen on the first half of stories-dev; the second is only reported on.
"""

import argparse
import json

import torch
import torch.nn.functional as F

from batches import around, make_window
from data import STANCES, articles, stances, windows
from model import Reader
from base import base_model, tokenizer_of

LIMIT = 190


@torch.no_grad()
def vectors(model, article, tokenizer):
    """The reader's vector of each event that has a stance, in the order of the events."""
    for cut in windows(article, LIMIT):
        w = make_window(article, cut, tokenizer)
        events = [e for e in w.events if e[3] is not None]
        if not events:
            continue
        x = model.encode(torch.tensor([w.ids]), torch.tensor([w.shapes]), None)
        places = [around(w.paragraph, e[0], len(w.ids)) for e in events]
        begin, width = torch.tensor([b for b, _ in places]), torch.tensor([e - b for b, e in places])
        cue = torch.tensor([e[0] for e in events])
        query = model.read(x, torch.zeros(len(events), dtype=torch.long), begin, width, cue, True)
        for e, v in zip(events, query):
            yield v, e[3]


def dataset(model, tokenizer, data, name, docs=None):
    labels = stances(f'{data}/{name}/statements.jsonl')
    wanted = {d for d, _ in labels} if docs is None else docs
    xs, ys = [], []
    for split in ('polnear-train', 'polnear-dev'):
        for article in articles(f'{data}/{split}', tokenizer, stance_of={k: v for k, v in labels.items() if k[0] in wanted}):
            if article.name in wanted:
                for x, y in vectors(model, article, tokenizer):
                    xs.append(x), ys.append(y)
    return torch.stack(xs), torch.tensor(ys)


def fit(x, y, decay, balance):
    """Softmax regression; `balance` 0 to 1 is how far rare stances are lifted to the weight of common ones."""
    mean, scale = x.mean(0), x.std(0) + 1e-6
    z = (x - mean) / scale
    count = torch.bincount(y, minlength=len(STANCES)).float().clamp(min=1)
    weight = (count.mean() / count) ** balance
    w, b = torch.zeros(len(STANCES), x.shape[1], requires_grad=True), torch.zeros(len(STANCES), requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=60, line_search_fn='strong_wolfe')

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(z @ w.T + b, y, weight=weight) + decay * (w ** 2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    w, b = w.detach(), b.detach()
    w = w / scale
    return w, b - w @ mean


def macro(gold, guess):
    scores = []
    for k in gold.unique():
        tp, p, g = ((gold == k) & (guess == k)).sum(), (guess == k).sum(), (gold == k).sum()
        scores.append(200. * tp / (p + g))
    return float(sum(scores) / len(scores)), 100. * float((gold == guess).float().mean())


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('run'), a.add_argument('data')
    a.add_argument('--write', action='store_true', help='put the head into the run')
    o = a.parse_args()
    vocab, _ = base_model()
    tokenizer = tokenizer_of(vocab)
    state = torch.load(f'{o.run}/reader.pt')
    model = Reader.trained(state)
    x, y = dataset(model, tokenizer, o.data, 'stories-train')
    docs = [d['doc'] for s in json.load(open(f'{o.data}/stories-dev/stories.json')) for d in s['docs']]
    halves = [dataset(model, tokenizer, o.data, 'stories-dev', set(docs[half::2])) for half in (0, 1)]
    best = None
    for decay in (1e-2, 3e-2, 1e-1, 3e-1):
        for balance in (0., .4):
            w, b = fit(x, y, decay, balance)
            scores = [macro(dy, (dx @ w.T + b).argmax(1)) for dx, dy in halves]
            print(f'decay {decay:g} balance {balance}: macro F1, accuracy on the halves of stories-dev', *('%.1f %.1f' % s for s in scores), flush=True)
            if best is None or scores[0][0] > best[0]:
                best = scores[0][0], w, b
    _, w, b = best
    if o.write:
        state['stance.weight'], state['stance.bias'] = w, b
        torch.save(state, f'{o.run}/reader.pt')


if __name__ == '__main__':
    main()
