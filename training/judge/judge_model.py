"""The judge: a MiniLM encoder that reads two statements together. Shapes: B pairs, L pieces, H = 384."""

import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parent.parent / 'reader'))
from model import HIDDEN, Layer  # noqa: E402
from pairs import KINDS, SAID  # noqa: E402

TIES = ('none', 'same_utterance', 'denies', 'contradicts', 'reversal', 'same_claim')


class Judge(nn.Module):
    def __init__(self, layers=6, words=30522, places=256):
        super().__init__()
        self.word = nn.Embedding(words, HIDDEN)
        self.place = nn.Embedding(places, HIDDEN)
        self.shape = nn.Embedding(KINDS, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.pool = nn.Linear(3 * HIDDEN, HIDDEN)
        self.inference = nn.Linear(HIDDEN, 3)
        self.tie = nn.Linear(HIDDEN, len(TIES))

    def load_base(self, state):
        """From all-MiniLM-L6-v2's BERT state."""
        with torch.no_grad():
            kinds = state['embeddings.token_type_embeddings.weight']
            self.word.weight.copy_(state['embeddings.word_embeddings.weight'])
            self.place.weight.copy_(state['embeddings.position_embeddings.weight'][:self.place.num_embeddings])
            self.shape.weight.copy_(kinds.repeat_interleave(KINDS // 2, 0))
            self.norm.weight.copy_(state['embeddings.LayerNorm.weight'])
            self.norm.bias.copy_(state['embeddings.LayerNorm.bias'])
            for i, layer in enumerate(self.layers):
                p = f'encoder.layer.{i}.'
                for w in ('weight', 'bias'):
                    parts = [state[f'{p}attention.self.{n}.{w}'] for n in ('query', 'key', 'value')]
                    layer.qkv.get_parameter(w).copy_(torch.cat(parts))
                    for to, name in ((layer.out, 'attention.output.dense'), (layer.norm1, 'attention.output.LayerNorm'),
                                     (layer.up, 'intermediate.dense'), (layer.down, 'output.dense'), (layer.norm2, 'output.LayerNorm')):
                        to.get_parameter(w).copy_(state[f'{p}{name}.{w}'])

    def forward(self, ids, kinds, mask):
        """Scores of inference (B, 3) and of ties (B, 6), first side to second."""
        x = self.norm(self.word(ids) + self.place.weight[:ids.shape[1]] + self.shape(kinds))
        bias = torch.where(mask, 0., -1e4).to(x.dtype)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        parts = [x[:, 0]]
        for kind in (SAID, SAID + 3):
            of = ((kinds == kind) & mask).to(x.dtype)
            parts.append((x * of[..., None]).sum(1) / of.sum(1, keepdim=True).clamp(min=1))
        h = F.dropout(torch.tanh(self.pool(torch.cat(parts, -1))), 0.1, self.training)
        return self.inference(h), self.tie(h)
