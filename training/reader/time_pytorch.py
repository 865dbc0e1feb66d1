"""Times the committed weights in PyTorch, float32, batched: time_pytorch.py MODELS_DIR THREADS FILE...

The files are read as one paragraph a line, cut into the same windows as in the program, sorted by length and padded in
batches of 32 windows. Printed: word pieces a second, the best of three passes after one to warm up. Cues are read as in
the program, those that the model itself proposes.
"""

import sys
import time

import torch
from safetensors.torch import load_file

from batches import around, make_window
from data import Article, pieces_of, windows
from model import Reader
from text import Tokenizer


def load(models):
    raw = load_file(f'{models}/reader.safetensors')
    state = {}
    for name, w in raw.items():
        scale = raw.get(name[:-len('weight')] + 'scale')
        if not name.endswith('.scale'):
            state[name] = w.float() * scale[:, None] if w.dtype == torch.int8 else w.float()
    depth = len({k.split('.')[1] for k in state if k.startswith('reading.')})
    model = Reader(words=state['word.weight'].shape[0], places=state['place.weight'].shape[0], depth=depth)
    model.load_state_dict(state, strict=False)
    return model.eval()


@torch.no_grad()
def one_pass(model, batches):
    found = 0
    for batch in batches:
        l = max(len(w.ids) for w in batch)
        ids, shapes = torch.zeros(len(batch), l, dtype=torch.long), torch.full((len(batch), l), 8)
        mask = torch.zeros(len(batch), 1, 1, l, dtype=torch.bool)
        for r, w in enumerate(batch):
            n = len(w.ids)
            ids[r, :n], shapes[r, :n], mask[r, ..., :n] = torch.tensor(w.ids), torch.tensor(w.shapes), True
        x = model.encode(ids, shapes, mask)
        p = model.cue(x).softmax(-1)[..., 1]
        jobs = [(r, around(batch[r].paragraph, (k, k + 1), len(batch[r].ids)), k)
                for r, k in (p > 0.3).nonzero().tolist() if k < len(batch[r].ids) and batch[r].first[k]]
        if jobs:
            begin, width = torch.tensor([b for _, (b, _), _ in jobs]), torch.tensor([e - b for _, (b, e), _ in jobs])
            model.read(x, torch.tensor([r for r, _, _ in jobs]), begin, width, torch.tensor([(k, k + 1) for _, _, k in jobs]))
        found += len(jobs)
    return found


def main(models, threads, files):
    torch.set_num_threads(int(threads))
    model, tokenizer = load(models), Tokenizer(f'{models}/vocabulary.txt')
    tokenizer.quotes = set()
    pool = []
    for f in files:
        text = open(f, encoding='utf-8', newline='').read()
        pieces, ends = pieces_of(text, tokenizer)
        a = Article(f, text, pieces, ends, [])
        pool += [make_window(a, cut, tokenizer) for cut in windows(a, 190)]
    pool.sort(key=lambda w: len(w.ids))
    batches = [pool[k:k + 32] for k in range(0, len(pool), 32)]
    total = sum(len(w.ids) for w in pool)
    one_pass(model, batches)
    best = 1e9
    for _ in range(3):
        begun = time.perf_counter()
        found = one_pass(model, batches)
        best = min(best, time.perf_counter() - begun)
    print(f'PyTorch {torch.__version__}, float32, {threads} threads: {len(files)} articles, {total} word pieces, {found} cues, '
          f'{best:.2f} s, {total / best:.0f} word pieces/s, {len(files) / best:.1f} articles/s')


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
