"""From the reader's scores to attributions; mirrors `decode.rs` and `confidence.rs` in `crates/core/src/reading`, and of
`settle.rs` the word that ties the content to its cue."""

import math
import os
import sys

import torch

from batches import around, make_window
from data import windows

CUE_FLOOR = 0.05
CALIBRATION, FLOOR = (0.316, 0.092, 0.134, -0.847, 0.461, -0.974), 0.34   # by calibrate.py, on polnear-dev
OF_THE_CUE = {'about', 'for', 'of', 'on', 'with', 'against', 'over', 'at', 'by', 'into', 'from', 'in'}


def follows(tag, before):
    """Begin, inside, end, single: an inside or end goes on with a begin or inside of its kind, anything else starts anew."""
    starts_anew = tag == 0 or (tag - 1) % 4 in (0, 3)
    is_open = before > 0 and (before - 1) % 4 in (0, 1)
    if starts_anew:
        return not is_open
    return is_open and (tag - 1) // 4 == (before - 1) // 4


def viterbi(scores):
    """The best valid row of tags, and its score."""
    tags = scores.shape[1]
    before = [[k for k in range(tags) if follows(t, k)] for t in range(tags)]
    best, back = [s if follows(t, 0) else -1e9 for t, s in enumerate(scores[0])], []
    for row in scores[1:]:
        from_ = [max(before[t], key=lambda k: best[k]) for t in range(tags)]
        best, back = [best[from_[t]] + row[t] for t in range(tags)], back + [from_]
    t = max((t for t in range(tags) if follows(0, t)), key=lambda t: best[t])
    out, score = [t], float(best[t])
    for from_ in reversed(back):
        t = from_[t]
        out.append(t)
    return out[::-1], score


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
def candidates(model, article, tokenizer, limit, cue_floor=CUE_FLOOR):
    """What each proposed cue would say: (cue, sources, contents, traits of its confidence), each span the first and last
    of the article's pieces."""
    out = []
    for cut in windows(article, limit):
        w = make_window(article, cut, tokenizer)
        n = len(w.ids)
        piece = {v: k for k, v in w.at.items()}
        x = model.encode(torch.tensor([w.ids]), torch.tensor([w.shapes]), None)
        cues = cues_of(w, model.cue(x)[0].float().softmax(-1), piece, cue_floor)
        if not cues:
            continue
        places = [around(w.paragraph, c[:2], n) for c in cues]
        begin, width = torch.tensor([b for b, _ in places]), torch.tensor([e - b for b, e in places])
        roles, valid, _, _ = model.read(x, torch.zeros(len(cues), dtype=torch.long), begin, width, torch.tensor([c[:2] for c in cues]))
        roles = roles.float().log_softmax(-1)
        for c, (b, e), r, v in zip(cues, places, roles, valid.float().sigmoid().tolist()):
            at = [k for k in range(b, e) if w.first[k]]
            scores = r[torch.tensor([k - b for k in at])].numpy().copy()
            for m, k in enumerate(at):
                if c[0] <= k < c[1]:
                    scores[m, 1:] = -1e4
            tags, path = viterbi(scores)
            source, content = ([(piece[at[s]], piece[at[t - 1]]) for s, t in spans_of(tags, kind)] for kind in (0, 1))
            if content:
                source = sorted(source, key=lambda s: abs(s[0] - piece[c[0]]))[:1]
                length = sum(last - first + 1 for first, last in content)
                traits = (log_odds(c[2]), log_odds(v), path, float(not source), math.log(length))
                out.append(((piece[c[0]], piece[c[1] - 1]), source, content, traits))
    return out


def cues_of(w, p, piece, floor):
    """Rows begin, end and probability of the cues in a window."""
    n, first = len(w.ids), [k for k in range(len(w.ids)) if w.first[k]]
    cues, i = [], 0
    while i < len(first):
        if p[first[i], 1] < floor:
            i += 1
            continue
        j = i + 1
        while j < len(first) and p[first[j], 2] > max(p[first[j], 0], p[first[j], 1]):
            j += 1
        end = first[j - 1] + 1
        while end < n and not w.first[end] and end in piece:
            end += 1
        cues.append((first[i], end, float(p[first[i], 1])))
        i = j
    return cues


def log_odds(p):
    return max(-8., min(8., math.log(p / (1 - p + 1e-6) + 1e-9)))


def confidence(traits, calibration=CALIBRATION):
    """The calibrated probability that an attribution is right."""
    return 1 / (1 + math.exp(-sum(w * t for w, t in zip(calibration, (*traits, 1)))))


def tied(article, cue, content):
    """A preposition with which the content begins, right after the cue, goes to the cue."""
    for k, (first, last) in enumerate(content):
        if first != cue[1] + 1 or first == last:
            continue
        begin, end = article.pieces[first][1:3]
        alone = article.pieces[first + 1][1] > end and not article.text[article.pieces[cue[1]][2]:begin].strip()
        if alone and article.text[begin:end].lower() in OF_THE_CUE:
            return (cue[0], first), content[:k] + [(first + 1, last)] + content[k + 1:]
    return cue, content


def chosen(article, found, calibration=CALIBRATION, floor=FLOOR):
    """Of the candidates those of enough confidence, as attributions: (cue, sources, contents, confidence)."""
    out = []
    for cue, source, content, traits in found:
        p = confidence(traits, calibration)
        if p >= floor:
            cue, content = tied(article, cue, content)
            out.append((cue, source, content, p))
    return out


def predict(model, article, tokenizer, limit):
    """Attributions: (cue, sources, contents, confidence)."""
    return chosen(article, candidates(model, article, tokenizer, limit))


def statements(article, found):
    span = lambda r: [article.pieces[r[0]][1], article.pieces[r[1]][2]]
    return [{'cue': {'spans': [span(c)]}, 'source': {'spans': [span(s) for s in source]} if source else None,
             'content': {'spans': [span(s) for s in content]}, 'confidence': p} for c, source, content, p in found]


def evaluate(model, dev, tokenizer, directory, limit):
    sys.path.insert(0, os.path.join(os.path.dirname(directory.rstrip('/')), '..', 'score'))
    import spans
    return spans.score(directory, {a.name: statements(a, predict(model, a, tokenizer, limit)) for a in dev})
