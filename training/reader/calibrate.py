"""Fits the confidence of attributions and shows what each floor gives: calibrate.py RUN_DIR DEV_DIR

An attribution counts as right if its content covers half of the union with an annotated one's and so does its source
(the scorer's `linked`). Printed: the weights for CALIBRATION, how often attributions of each confidence are right, and
the scores at some floors.
"""

import os
import sys

import torch
import torch.nn.functional as F

import decode
from data import articles
from model import Reader
from base import base_model, tokenizer_of


def main(run, directory, limit=190):
    sys.path.insert(0, os.path.join(os.path.dirname(directory.rstrip('/')), '..', 'score'))
    import spans
    tokenizer = tokenizer_of(base_model()[0])
    model = Reader.trained(torch.load(f'{run}/reader.pt'))
    gold = {stem: [spans.norm(text, e) for e in events] for stem, text, events in spans.gold(directory)}
    dev = list(articles(directory, tokenizer))
    found, x, y = {}, [], []
    for a in dev:
        found[a.name] = decode.candidates(model, a, tokenizer, limit)
        shown = decode.statements(a, [(c, s, t, 0) for c, s, t, _ in found[a.name]])
        for statement, (_, _, _, traits) in zip(shown, found[a.name]):
            spans_of = lambda role: [tuple(s) for s in ((statement.get(role) or {}).get('spans') or [])]
            mine = spans.norm(a.text, {role: spans_of(role) for role in ('source', 'cue', 'content')})
            same_source = lambda g: not g['source'] and not mine['source'] or spans.overlap(g['source'], mine['source']) >= .5
            x.append(traits)
            y.append(float(any(spans.overlap(g['content'], mine['content']) >= .5 and same_source(g) for g in gold[a.name])))
    x, y = torch.tensor(x), torch.tensor(y)
    mean, width = x.mean(0), x.std(0)
    z, v = (x - mean) / width, torch.zeros(x.shape[1] + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([v], max_iter=300, line_search_fn='strong_wolfe')

    def closure():
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(z @ v[:-1] + v[-1], y)
        loss.backward()
        return loss

    optimizer.step(closure)
    weights = v.detach()[:-1] / width
    w = torch.cat([weights, v.detach()[-1:] - (weights * mean).sum()])
    print('CALIBRATION =', tuple(round(v, 3) for v in w.tolist()))
    q = torch.sigmoid(x @ w[:-1] + w[-1])
    for tenth in range(10):
        inside = (q >= tenth / 10) & (q < (tenth + 1) / 10)
        if inside.any():
            print(f'confidence {tenth / 10:.1f} to {(tenth + 1) / 10:.1f}: {int(inside.sum()):5} found, {100 * y[inside].mean():.0f} % right')
    for floor in (.2, .25, .3, .35, .4, .45, .5):
        kept = {a.name: decode.statements(a, decode.chosen(a, found[a.name], w.tolist(), floor)) for a in dev}
        print(floor, spans.score(directory, kept), flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
