"""Two sentences, or two statements, as word pieces with their fields.

A side is a list of (field, text). Fields: KNOWN (who speaks, how, when), SAID (the words that are judged), AROUND (what
stands about them). The kind of a piece is its field, plus three on the second side; the program's `linking/judge.rs`
mirrors it.
"""

import json
import random
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from text import direct_quotes, words  # noqa: E402

KNOWN, SAID, AROUND = range(3)
KINDS = 6
LABELS = ('entailment', 'neutral', 'contradiction')
MOST = 96  # pieces of a side


def pieces(tokenizer, text):
    return [i for _, _, folded, _ in words(direct_quotes(text)) for i in tokenizer.pieces(folded)]


def side(tokenizer, fields, second):
    """Pieces and kinds of one side, at most MOST: the words around give way first, then the end of what is said."""
    cut = [(field, pieces(tokenizer, text)) for field, text in fields]
    room = MOST
    for field in (KNOWN, SAID, AROUND):
        for k, (f, ids) in enumerate(cut):
            if f == field:
                cut[k] = (f, ids[:room])
                room -= len(cut[k][1])
    return [(i, field + 3 * second) for field, ids in cut for i in ids]


def encode(tokenizer, first, second):
    """Pieces and kinds of a pair: [CLS] first [SEP] second [SEP]."""
    a, b = side(tokenizer, first, False), side(tokenizer, second, True)
    return [(tokenizer.cls, KNOWN)] + a + [(tokenizer.sep, KNOWN)] + b + [(tokenizer.sep, KNOWN + 3)]


def inference(path, leave=()):
    """(dataset, premise, hypothesis, label) of general inference."""
    for line in open(path, encoding='utf-8'):
        r = json.loads(line)
        if r['dataset'] not in leave:
            yield r['dataset'], r['premise'], r['hypothesis'], LABELS.index(r['label']), r['id']


def held_out(premise):
    """A tenth, by premise."""
    import hashlib
    return int(hashlib.sha256(premise.encode()).hexdigest(), 16) % 10 == 0


def collate(rows):
    """Ids, kinds and mask, padded to eights."""
    length = -(-max(len(r) for r in rows) // 8) * 8
    ids, kinds = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.zeros(len(rows), length, dtype=torch.bool)
    for k, r in enumerate(rows):
        row = torch.tensor(r)
        ids[k, :len(r)], kinds[k, :len(r)], mask[k, :len(r)] = row[:, 0], row[:, 1], True
    return ids, kinds, mask


def batches(lengths, tokens, rng):
    """Indices in batches of about `tokens` pieces and of nearly equal length, in random order."""
    order = sorted(range(len(lengths)), key=lambda k: (lengths[k] + rng.random() * 4))
    out, now, longest = [], [], 0
    for k in order:
        longest = max(longest, lengths[k])
        if now and (len(now) + 1) * longest > tokens:
            out.append(now)
            now, longest = [], lengths[k]
        now.append(k)
    out.append(now)
    rng.shuffle(out)
    return out
