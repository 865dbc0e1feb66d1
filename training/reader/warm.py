"""Warms the base model up on news, by masked words: warm.py DATA_DIR OUT.pt [--epochs N]

The base model was tuned to embed sentences; guessing hidden words (Devlin et al. 2018; on the task's own kind of text:
Gururangan et al. 2020) turns it back towards words. Whole words are hidden, the embeddings stay as they are.
"""

import argparse
import glob
import json
import math
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from batches import SPECIAL, epoch
from data import Article, pieces_of
from model import HIDDEN, Reader
from base import base_model, tokenizer_of


def texts(data):
    for f in sorted(glob.glob(f'{data}/polnear-train/text/*.txt')):
        yield open(f, encoding='utf-8').read()
    for line in open(f'{data}/news-unlabelled.jsonl', encoding='utf-8'):
        yield json.loads(line)['text']


def hide(batch, tokenizer, words, share, rng):
    """Padded ids, shapes and mask, and the hidden places with what stood there."""
    length = -(-max(len(w.ids) for w in batch) // 16) * 16
    ids, shapes = torch.zeros(len(batch), length, dtype=torch.long), torch.full((len(batch), length), SPECIAL)
    mask = torch.zeros(len(batch), 1, 1, length, dtype=torch.bool)
    places, hidden = [], []
    for r, w in enumerate(batch):
        row, k = list(w.ids), 0
        while k < len(row):
            end = k + 1
            while end < len(row) and not w.first[end] and row[end] not in (tokenizer.cls, tokenizer.sep):
                end += 1
            if w.first[k] and rng.random() < share:
                for at in range(k, end):
                    places.append((r, at)), hidden.append(row[at])
                    chance = rng.random()
                    row[at] = tokenizer.mask if chance < .8 else rng.randrange(1000, words) if chance < .9 else row[at]
            k = end
        n = len(row)
        ids[r, :n], shapes[r, :n], mask[r, ..., :n] = torch.tensor(row), torch.tensor(w.shapes), True
    return ids, shapes, mask, torch.tensor(places).reshape(-1, 2), torch.tensor(hidden, dtype=torch.long)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('data'), a.add_argument('out')
    a.add_argument('--epochs', type=float, default=1)
    a.add_argument('--rate', type=float, default=3e-4)
    a.add_argument('--limit', type=int, default=190)
    a.add_argument('--tokens', type=int, default=1536)
    a.add_argument('--share', type=float, default=.2)
    a.add_argument('--seed', type=int, default=1)
    o = a.parse_args()
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    vocab, state = base_model()
    tokenizer = tokenizer_of(vocab)
    articles = []
    for n, text in enumerate(texts(o.data)):
        pieces, ends = pieces_of(text, tokenizer)
        if pieces:
            articles.append(Article(str(n), text, pieces, ends, []))
    model = Reader()
    model.load_base({k.removeprefix('bert.').removeprefix('0.auto_model.'): v.float() for k, v in state.items()})
    model.word.weight.requires_grad_(False), model.place.weight.requires_grad_(False)
    head = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.LayerNorm(HIDDEN))
    bias = nn.Parameter(torch.zeros(model.word.weight.shape[0]))
    both = nn.ModuleList([model, head])
    live = [p for p in model.layers.parameters()] + [model.shape.weight, *model.norm.parameters(), *head.parameters(), bias]
    master = [p.detach().clone().float() for p in live]
    young = {id(p) for p in [*head.parameters(), bias, model.shape.weight]}
    group = lambda ps, lr: {'params': ps, 'lr': lr, 'base': lr}
    optimizer = torch.optim.AdamW([group([m for m, p in zip(master, live) if id(p) not in young], o.rate),
                                   group([m for m, p in zip(master, live) if id(p) in young], 3 * o.rate)],
                                  betas=(.9, .98), weight_decay=.01, fused=True)
    both.bfloat16().train()
    bias.data = bias.data.bfloat16()
    per_epoch = len(epoch([articles], tokenizer, o.limit, o.tokens, random.Random(0), 0.))
    total = int(per_epoch * o.epochs)
    print(f'{len(articles)} articles, {per_epoch} steps an epoch, {total} steps', flush=True)
    step, begun, seen, losses = 0, time.time(), 0, 0.
    while step < total:
        for batch in epoch([articles], tokenizer, o.limit, o.tokens, rng, 0.):
            if step >= total:
                break
            scale = min(step / 150, 1.) * (.03 + .97 * .5 * (1 + math.cos(math.pi * step / total)))
            for g in optimizer.param_groups:
                g['lr'] = g['base'] * scale
            ids, shapes, mask, places, hidden = hide(batch, tokenizer, len(tokenizer.id), o.share, rng)
            if not len(hidden):
                continue
            x = model.encode(ids, shapes, mask)
            guess = head(x[places[:, 0], places[:, 1]]) @ model.word.weight.T + bias
            loss = F.cross_entropy(guess.float(), hidden)
            loss.backward()
            with torch.no_grad():
                for m, p in zip(master, live):
                    m.grad, p.grad = p.grad.float(), None
                torch.nn.utils.clip_grad_norm_(master, 1.)
                optimizer.step()
                for m, p in zip(master, live):
                    p.copy_(m)
            step, seen, losses = step + 1, seen + sum(len(w.ids) for w in batch), losses + loss.item()
            if step % 50 == 0:
                print(f'{step:5} {time.time() - begun:6.0f} s {seen / (time.time() - begun):6.0f} pieces/s  masked {losses / 50:.3f}', flush=True)
                losses = 0.
            if step % 500 == 0 or step == total:
                full = {k: v.float() for k, v in model.state_dict().items()}
                names = {id(p): n for n, p in model.named_parameters()}
                full.update({names[id(p)]: m for m, p in zip(master, live) if id(p) in names})
                torch.save(full, o.out)


if __name__ == '__main__':
    main()
