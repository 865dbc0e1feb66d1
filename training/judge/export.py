"""Writes the trained judge for the program: export.py RUN_DIR MODELS_DIR

As `reader/export.py` does; the word embeddings are the reader's and are not written again.
"""

import os
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from base import quantise  # noqa: E402


def main(run, models):
    out = {}
    for name, w in torch.load(f'{run}/judge.pt').items():
        if name == 'word.weight':
            continue
        if name.endswith('.weight') and w.dim() == 2 and name.split('.')[-2] in ('qkv', 'out', 'up', 'down', 'pool'):
            out[name], out[name[:-len('weight')] + 'scale'] = quantise(w.float())
        else:
            out[name] = w.float()
    save_file({k: v.contiguous() for k, v in out.items()}, f'{models}/judge.safetensors')
    print(f"{os.path.getsize(f'{models}/judge.safetensors') / 2**20:.1f} MiB")


if __name__ == '__main__':
    main(*sys.argv[1:])
