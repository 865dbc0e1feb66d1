"""Windows of articles as padded batches, with the small disturbances that make the reader robust."""

import random

import torch

from data import windows

AROUND, BEFORE, WIDTH = 6, 88, 160   # pieces read about a cue: beyond its paragraph, before it, in all
SPECIAL = 8                           # the shape of [CLS] and [SEP]


class Window:
    """ids, shapes, first (a word's first piece), tags, and the attributions whose parts lie inside."""

    __slots__ = ('ids', 'shapes', 'first', 'at', 'paragraph', 'events', 'cut', 'article')


def make_window(article, cut, tokenizer, rng=None, masking=0.0):
    w = Window()
    i, j = cut
    w.cut, w.article = cut, article
    w.ids, w.shapes, w.first, w.at, w.paragraph = [tokenizer.cls], [SPECIAL], [False], {}, [0]
    ends = set(article.paragraphs)
    plain = rng is not None and rng.random() < 0.08
    p = 0
    for k in range(i, j):
        piece, _, _, kind, continues = article.pieces[k]
        if rng is not None:
            if masking and rng.random() < masking:
                piece = tokenizer.mask
            if plain:
                kind &= 1
            if piece in tokenizer.quotes and rng.random() < 0.02:
                continue
            if not continues and k > i and rng.random() < 0.001:
                p += 1
                w.ids.append(tokenizer.sep), w.shapes.append(SPECIAL), w.first.append(False), w.paragraph.append(p)
        w.at[k] = len(w.ids)
        w.ids.append(piece), w.shapes.append(kind), w.first.append(not continues), w.paragraph.append(p)
        if k + 1 in ends and k + 1 < j and not (rng is not None and rng.random() < 0.02):
            w.ids.append(tokenizer.sep), w.shapes.append(SPECIAL), w.first.append(False), w.paragraph.append(p)
            p += 1
    w.ids.append(tokenizer.sep), w.shapes.append(SPECIAL), w.first.append(False), w.paragraph.append(p)

    def place(r):
        inside = [w.at[k] for k in range(*r) if k in w.at]
        return (inside[0], inside[-1] + 1) if inside else None

    w.events = []
    for e in article.events:
        if i <= e.cue[0] and e.cue[1] <= j:
            parts = [[x for x in map(place, r) if x] for r in ([e.cue], e.source, e.content)]
            if parts[0]:
                w.events.append((parts[0][0], parts[1], parts[2], e.stance))
    return w


def around(paragraph, cue, length):
    """The pieces read about a cue: its paragraph and a little more, never beyond WIDTH."""
    p, q = paragraph[cue[0]], paragraph[cue[1] - 1]
    begin, end = cue[0], cue[1]
    while begin > 0 and paragraph[begin - 1] == p:
        begin -= 1
    while end < length and paragraph[end] == q:
        end += 1
    begin, end = max(0, begin - AROUND), min(length, end + AROUND)
    begin = max(begin, cue[0] - BEFORE)
    return begin, min(end, begin + WIDTH)


def epoch(sets, tokenizer, limit, tokens, rng, masking):
    """Shuffled batches of windows of like length, each from one of the sets of articles."""
    out = []
    for articles in sets:
        pool = []
        for a in articles:
            for cut in windows(a, limit, rng.randrange(limit // 4, limit)):
                pool.append(make_window(a, cut, tokenizer, rng, masking))
        pool.sort(key=lambda w: len(w.ids) + rng.random() * 12)
        out += batches(pool, tokens)
    rng.shuffle(out)
    return out


def batches(pool, tokens):
    out, batch, longest = [], [], 0
    for w in pool:
        longest = max(longest, len(w.ids))
        if batch and longest * (len(batch) + 1) > tokens:
            out.append(batch)
            batch, longest = [], len(w.ids)
        batch.append(w)
    if batch:
        out.append(batch)
    return out


def labels(batch, length):
    """Name tags, parts of speech and relations of labelled windows, at the first piece of every word."""
    out = torch.full((3, len(batch), length), -100)
    for r, w in enumerate(batch):
        for k, at in w.at.items():
            if w.first[at]:
                for n, row in enumerate(w.article.labels):
                    out[n, r, at] = row[k]
    return out


def collate(batch):
    l = -(-max(len(w.ids) for w in batch) // 16) * 16
    b = len(batch)
    ids, shapes = torch.zeros(b, l, dtype=torch.long), torch.full((b, l), SPECIAL)
    cue, flat = torch.full((b, l), -100), torch.full((b, l), -100)
    mask = torch.zeros(b, 1, 1, l, dtype=torch.bool)
    jobs = []
    for r, w in enumerate(batch):
        n = len(w.ids)
        ids[r, :n], shapes[r, :n], mask[r, ..., :n] = torch.tensor(w.ids), torch.tensor(w.shapes), True
        tags, flats = [0] * n, [0] * n
        for c, source, content, stance in w.events:
            for base, spans in ((1, source), (3, [c]), (5, content)):
                for x, y in spans:
                    flats[x:y] = [base] + [base + 1] * (y - x - 1)
            tags[c[0]:c[1]] = [1] + [2] * (c[1] - c[0] - 1)
            begin, end = around(w.paragraph, c, n)
            roles = [0 if w.first[k] else -100 for k in range(begin, end)]
            for base, spans in ((1, source), (5, content)):
                for x, y in spans:
                    at = [k - begin for k in range(max(x, begin), min(y, end)) if w.first[k]]
                    for n_th, k in enumerate(at):
                        last = n_th + 1 == len(at)
                        roles[k] = base + (3 if last and n_th == 0 else 0 if n_th == 0 else 2 if last else 1)
            jobs.append((r, begin, end - begin, c, roles, stance))
        cue[r, :n] = torch.tensor([t if f else -100 for t, f in zip(tags, w.first)])
        flat[r, :n] = torch.tensor([t if f else -100 for t, f in zip(flats, w.first)])
    return ids, shapes, mask, cue, flat, jobs
