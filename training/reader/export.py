"""Writes the trained reader for the program: export.py RUN_DIR MODELS_DIR

Weights of the large matrices become int8, symmetric, one scale a row (an output channel, or a word piece); activations
are quantised by the program as they come. Pieces of scripts that the reader was not trained on leave the vocabulary:
such words are read as [UNK].
"""

import os
import sys
import unicodedata

import torch
from safetensors.torch import save_file

from base import PLACES, base_model, quantise


def kept(piece):
    """Special pieces, and those of Latin, Greek and Cyrillic letters, digits and signs."""
    if piece in ('[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'):
        return True
    if piece.startswith('[unused'):
        return False
    return all(ord(c) < 0x530 or 0x1E00 <= ord(c) <= 0x20FF or unicodedata.category(c)[0] in 'PS' and ord(c) < 0x3000 for c in piece)


def main(run, models):
    state = torch.load(f'{run}/reader.pt')
    pieces = open(base_model()[0], encoding='utf-8').read().split('\n')
    pieces = pieces[:-1] if not pieces[-1] else pieces
    keep = [i for i, p in enumerate(pieces) if kept(p)]
    out = {}
    for name, w in state.items():
        w = w.float()
        # Only a help in training.
        if name.startswith(('flat.', 'syntax.')):
            continue
        if name == 'word.weight':
            out['word.weight'], out['word.scale'] = quantise(w[keep])
        elif name == 'place.weight':
            out[name] = w[:PLACES]
        elif name.endswith('.weight') and w.dim() == 2 and name.split('.')[-2] in ('qkv', 'out', 'up', 'down', 'about'):
            out[name], out[name[:-len('weight')] + 'scale'] = quantise(w)
        else:
            out[name] = w
    os.makedirs(models, exist_ok=True)
    save_file({k: v.contiguous() for k, v in out.items()}, f'{models}/reader.safetensors')
    open(f'{models}/vocabulary.txt', 'w', encoding='utf-8').write('\n'.join(pieces[i] for i in keep) + '\n')
    print(f"{len(keep)} of {len(pieces)} pieces, {os.path.getsize(f'{models}/reader.safetensors') / 2**20:.1f} MiB")


if __name__ == '__main__':
    main(*sys.argv[1:])
