"""Trains the reader: train.py TRAIN_DIR DEV_DIR OUT_DIR [--minutes M] [--epochs N] ..."""

import argparse
import copy
import math
import os
import random
import time

import torch
import torch.nn.functional as F

import gum
from base import base_model, tokenizer_of
from batches import around, collate, epoch, labels
from data import articles, stances
from decode import evaluate
from model import SYNTAX, Reader


def false_cues(logits, cue, batch, rng, most):
    """Cues that the model itself proposes and the annotators do not have: what `valid` learns to refuse."""
    p = logits.detach().float().softmax(-1)
    jobs = []
    places = ((p[..., 1] > 0.15) & (cue == 0)).nonzero().tolist()
    keep = (2 + most * 0.3) / max(1, len(places))
    for r, l in places:
        if rng.random() < min(keep, 0.6):
            w = batch[r]
            end = l + 1
            while end < len(w.ids) and (cue[r, end] == -100 and not w.first[end] and w.ids[end] or cue[r, end] == 0 and p[r, end, 2] > .5):
                end += 1
            begin, stop = around(w.paragraph, (l, end), len(w.ids))
            jobs.append((r, begin, stop - begin, (l, end), None, None))
    return jobs


def labelled_loss(model, batch, drop):
    """Names and syntax of a batch from gum."""
    ids, shapes, mask, _, _, _ = collate(batch)
    h = F.dropout(model.encode(ids, shapes, mask), drop)
    names, speech, relations = labels(batch, ids.shape[1])
    a, b = model.syntax(h).float().split(SYNTAX, -1)
    loss_names = F.cross_entropy(model.names(h).float().flatten(0, 1), names.flatten())
    return loss_names + .3 * (F.cross_entropy(a.flatten(0, 1), speech.flatten()) + F.cross_entropy(b.flatten(0, 1), relations.flatten())), loss_names


def step_loss(model, batch, rng, drop=0.1):
    if batch[0].article.labels:
        loss, names = labelled_loss(model, batch, drop)
        return loss, (0., 0., 0., 0., names.item())
    ids, shapes, mask, cue, flat, jobs = collate(batch)
    x = model.encode(ids, shapes, mask)
    h = F.dropout(x, drop)
    c = model.cue(h)
    loss_cue = F.cross_entropy(c.float().flatten(0, 1), cue.flatten())
    loss_flat = F.cross_entropy(model.flat(h).float().flatten(0, 1), flat.flatten())
    gold = len(jobs)
    jobs = jobs + false_cues(c, cue, batch, rng, gold)
    jobs.sort(key=lambda j: j[4] is None)
    if not jobs:
        return loss_cue + .3 * loss_flat, (loss_cue.item(), 0., 0., 0., 0.)
    order = sorted(range(len(jobs)), key=lambda k: jobs[k][2])
    half = [order] if len(order) < 24 else [order[:len(order) // 2], order[len(order) // 2:]]
    loss_roles, loss_valid, loss_stance, words, stances = 0., 0., 0., 0, 0
    for part in half:
        some = [jobs[k] for k in part]
        row, begin, width = (torch.tensor([j[i] for j in some]) for i in range(3))
        roles, valid, stance, inside = model.read(x, row, begin, width, torch.tensor([j[3] for j in some]))
        target = torch.full(inside.shape, -100)
        for n, j in enumerate(some):
            if j[4]:
                target[n, :j[2]] = torch.tensor(j[4])
        is_gold = torch.tensor([1. if j[4] else 0. for j in some])
        loss_roles = loss_roles + F.cross_entropy(F.dropout(roles, 0.).float().flatten(0, 1), target.flatten(), reduction='sum')
        known = [n for n, j in enumerate(some) if j[5] is not None]
        if known:
            loss_stance = loss_stance + F.cross_entropy(stance[known].float(), torch.tensor([some[n][5] for n in known]), reduction='sum')
            stances += len(known)
        words += int((target >= 0).sum())
        loss_valid = loss_valid + F.binary_cross_entropy_with_logits(valid.float(), is_gold, reduction='sum')
    loss_roles = loss_roles / max(1, words)
    loss_valid = loss_valid / len(jobs)
    loss = loss_cue * 1.5 + .3 * loss_flat + loss_roles * 1.5 + .25 * loss_valid
    if stances:
        loss = loss + .1 * loss_stance / max(4, stances)
    return loss, (loss_cue.item(), loss_roles.item(), loss_valid.item(), loss_stance.item() / stances if stances else 0., 0.)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument('train'), a.add_argument('dev'), a.add_argument('out')
    a.add_argument('--epochs', type=float, default=10)
    a.add_argument('--minutes', type=float, default=1e9, help='end the schedule by then, if the epochs have not')
    a.add_argument('--rate', type=float, default=1.5e-4)
    a.add_argument('--limit', type=int, default=190)
    a.add_argument('--tokens', type=int, default=3072)
    a.add_argument('--masking', type=float, default=0.08)
    a.add_argument('--average', type=float, default=0.998)
    a.add_argument('--decay', type=float, default=0.02)
    a.add_argument('--seed', type=int, default=1)
    a.add_argument('--depth', type=int, default=2, help='reading layers')
    a.add_argument('--warm', help='encoder warmed up by warm.py')
    a.add_argument('--gum', help='GUM in CoNLL-U: names and syntax as further heads')
    a.add_argument('--stories', help='statements.jsonl of stories-train: stances')
    a.add_argument('--words', action='store_true', help='train the word embeddings too')
    a.add_argument('--start', help='weights to go on from, instead of the base model')
    a.add_argument('--steps', type=int, default=0, help='stop early: for timing')
    o = a.parse_args()
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    vocab, state = base_model()
    tokenizer = tokenizer_of(vocab)
    train = [list(articles(o.train, tokenizer, stance_of=stances(o.stories) if o.stories else {}))]
    dev = list(articles(o.dev, tokenizer))
    if o.gum:
        train.append(list(gum.articles(o.gum, tokenizer)))
    model = Reader(depth=o.depth)
    model.load_base(state)
    if o.warm:
        model.warm(torch.load(o.warm))
    if o.start:
        model.load_state_dict(torch.load(o.start))
    for frozen in [model.place] + [model.word] * (not o.words):
        frozen.weight.requires_grad_(False)
    master = [p.detach().clone() for p in model.parameters() if p.requires_grad]
    names = [n for n, p in model.named_parameters() if p.requires_grad]
    average = [p.clone() for p in master]
    fresh = ('cue', 'flat', 'about', 'distance', 'norm_about', 'roles', 'valid', 'shape', 'stance', 'names', 'syntax')
    group = lambda ps, lr, decay: {'params': ps, 'lr': lr, 'base': lr, 'weight_decay': decay}
    optimizer = torch.optim.AdamW([
        group([m for m, n in zip(master, names) if not n.startswith(fresh) and m.dim() > 1], o.rate, o.decay),
        group([m for m, n in zip(master, names) if not n.startswith(fresh) and m.dim() == 1], o.rate, 0.),
        group([m for m, n in zip(master, names) if n.startswith(fresh)], 4 * o.rate, 0.)], betas=(.9, .98), fused=True)
    model.bfloat16().train()
    live = [p for p in model.parameters() if p.requires_grad]
    per_epoch = len(epoch(train, tokenizer, o.limit, o.tokens, random.Random(0), 0.))
    total = int(per_epoch * o.epochs)
    print(f'{[len(t) for t in train]} articles, {per_epoch} steps an epoch, {total} steps', flush=True)
    step, n, begun, seen, sums = 0, 0, time.time(), 0, [[] for _ in range(5)]
    done = 0.
    while done < 1:
        for batch in epoch(train, tokenizer, o.limit, o.tokens, rng, o.masking):
            done = max(step / total, (time.time() - begun) / 60 / o.minutes)
            if done >= 1:
                break
            scale = min(step / 200, 1.) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * done)))
            for g in optimizer.param_groups:
                g['lr'] = g['base'] * scale
            loss, parts = step_loss(model, batch, rng)
            loss.backward()
            with torch.no_grad():
                for m, p in zip(master, live):
                    m.grad = p.grad.float() if p.grad is not None else None
                    p.grad = None
                torch.nn.utils.clip_grad_norm_([m for m in master if m.grad is not None], 1.0)
                optimizer.step()
                torch._foreach_lerp_(average, master, 1 - min(o.average, (step + 1) / (step + 10)))
                for m, p in zip(master, live):
                    p.copy_(m)
            step += 1
            seen += sum(len(w.ids) for w in batch)
            for kept, part in zip(sums, parts):
                kept += [part] if part else []
            if step % 50 == 0 or o.steps:
                t = time.time() - begun
                means = '  '.join(f'{n} {sum(k) / max(1, len(k)):.4f}' for n, k in zip(('cue', 'roles', 'valid', 'stance', 'names'), sums))
                print(f'{step:5} {t:6.0f} s {seen / t:6.0f} pieces/s  {means}', flush=True)
                sums = [[] for _ in sums]
            if o.steps and step >= o.steps:
                return
        n += 1
        os.makedirs(o.out, exist_ok=True)
        final = Reader(depth=o.depth)
        full = {k: v.float() for k, v in model.state_dict().items()}
        full.update({k: v for k, v in zip(names, average)})
        torch.save(full, f'{o.out}/reader.pt')
        final.load_state_dict(full)
        if done >= 1:
            print(f'epoch {n}, {time.time() - begun:.0f} s:', evaluate(final.eval(), dev, tokenizer, o.dev, o.limit), flush=True)


if __name__ == '__main__':
    main()
