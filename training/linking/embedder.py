"""Writes the base model's layers for finding statements alike: embedder.py MODELS_DIR

all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020) as it is, int8; the word embeddings are the reader's, which were not
trained, and are not written again.
"""

import os
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from base import PLACES, base_model, quantise  # noqa: E402
from model import Reader  # noqa: E402


def main(models):
    model = Reader()
    model.load_base(base_model()[1])
    out = {'shape.weight': torch.zeros(1, model.place.embedding_dim), 'place.weight': model.place.weight[:PLACES].detach()}
    for name, w in model.state_dict().items():
        if name.startswith('norm.') or name.startswith('layers.'):
            if name.endswith('.weight') and w.dim() == 2:
                out[name], out[name[:-len('weight')] + 'scale'] = quantise(w)
            else:
                out[name] = w
    save_file({k: v.contiguous() for k, v in out.items()}, f'{models}/embedder.safetensors')
    print(f"{os.path.getsize(f'{models}/embedder.safetensors') / 2**20:.1f} MiB")


if __name__ == '__main__':
    main(*sys.argv[1:])
