"""From the reader's scores to attributions; mirrors `crates/core/src/reading/decode.rs`."""

import json
import os
import sys

import torch

from batches import around, make_window
from data import windows

CUE_FLOOR, VALID_FLOOR = 0.30, 0.40


def follows(tag, before):
    """Begin, inside, end, single: an inside or end goes on with a begin or inside of its kind, anything else starts anew."""
    starts_anew = tag == 0 or (tag - 1) % 4 in (0, 3)
    is_open = before > 0 and (before - 1) % 4 in (0, 1)
    if starts_anew:
        return not is_open
    return is_open and (tag - 1) // 4 == (before - 1) // 4


def viterbi(scores):
    """The best valid row of tags."""
    tags = scores.shape[1]
    before = [[k for k in range(tags) if follows(t, k)] for t in range(tags)]
    best, back = [s if follows(t, 0) else -1e9 for t, s in enumerate(scores[0])], []
    for row in scores[1:]:
        from_ = [max(before[t], key=lambda k: best[k]) for t in range(tags)]
        best, back = [best[from_[t]] + row[t] for t in range(tags)], back + [from_]
    t = max((t for t in range(tags) if follows(0, t)), key=lambda t: best[t])
    out = [t]
    for from_ in reversed(back):
        t = from_[t]
        out.append(t)
    return out[::-1]


def spans_of(tags, kind):
    out, begin = [], None
    for k, t in enumerate(tags):
        if t and (t - 1) // 4 == kind:
            place = (t - 1) % 4
            if place in (0, 3):
                begin = k
            if place in (2, 3):
                out.append((begin, k + 1))
    return out


@torch.no_grad()
def predict(model, article, tokenizer, limit, cue_floor=CUE_FLOOR, valid_floor=VALID_FLOOR):
    """Attributions as (cue, sources, contents, confidence), each span a range of the article's pieces."""
    out = []
    for cut in windows(article, limit):
        w = make_window(article, cut, tokenizer)
        n = len(w.ids)
        piece = {v: k for k, v in w.at.items()}
        ids, shapes = torch.tensor([w.ids]), torch.tensor([w.shapes])
        x = model.encode(ids, shapes, None)
        p = model.cue(x)[0].float().softmax(-1)
        first = [k for k in range(n) if w.first[k]]
        stop = {k: first[i + 1] if i + 1 < len(first) else n for i, k in enumerate(first)}
        cues, i = [], 0
        while i < len(first):
            if p[first[i], 1] >= cue_floor:
                j = i + 1
                while j < len(first) and p[first[j], 2] > max(p[first[j], 0], p[first[j], 1]):
                    j += 1
                end = first[j - 1] + 1
                while end < n and not w.first[end] and end in piece:
                    end += 1
                cues.append((first[i], end, float(p[first[i], 1])))
                i = j
            else:
                i += 1
        if not cues:
            continue
        jobs = [(c, around(w.paragraph, c[:2], n)) for c in cues]
        begin = torch.tensor([b for _, (b, _) in jobs])
        width = torch.tensor([e - b for _, (b, e) in jobs])
        roles, valid, _ = model.read(x, torch.zeros(len(jobs), dtype=torch.long), begin, width, torch.tensor([c[:2] for c, _ in jobs]))
        roles = roles.float().log_softmax(-1)
        for (c, (b, e)), r, v in zip(jobs, roles, valid.float().sigmoid().tolist()):
            if v * 1.0 < valid_floor:
                continue
            at = [k for k in range(b, e) if w.first[k]]
            scores = r[torch.tensor([k - b for k in at])].numpy().copy()
            for m, k in enumerate(at):
                if c[0] <= k < c[1]:
                    scores[m, 1:] = -1e4
            tags = viterbi(scores)

            def whole(kind):
                return [(piece[at[s]], piece[at[t - 1]]) for s, t in spans_of(tags, kind)]

            content = whole(1)
            if content:
                source = whole(0)
                if len(source) > 1:
                    weight = lambda s: -abs(s[0] - piece[c[0]])
                    source = [max(source, key=weight)]
                out.append(((piece[c[0]], piece[c[1] - 1]), source, content, c[2] * v))
    return out


def statements(article, found):
    span = lambda r: [article.pieces[r[0]][1], article.pieces[r[1]][2]]
    return [{'cue': {'spans': [span(c)]}, 'source': {'spans': [span(s) for s in source]} if source else None,
             'content': {'spans': [span(s) for s in content]}, 'confidence': p} for c, source, content, p in found]


def evaluate(model, dev, tokenizer, directory, limit):
    sys.path.insert(0, os.path.join(os.path.dirname(directory.rstrip('/')), '..', 'score'))
    import spans
    return spans.score(directory, {a.name: statements(a, predict(model, a, tokenizer, limit)) for a in dev})
