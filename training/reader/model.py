"""The reader: a MiniLM encoder, a cue head, and one further layer that reads each cue's surroundings.

Shapes: B windows, L pieces, N cues, K pieces around a cue, H = 384.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

HIDDEN, HEADS, INNER = 384, 12, 1536
CUE = 3         # O, B, I
ROLES = 9       # O, then begin, inside, end, single of source and of content
FLAT = 7        # O and B, I of source, cue and content: only a help in training
DISTANCES = 32
STANCES = 12
NAMES = 9       # O, then begin and inside of person, organisation, place, other
SYNTAX = (17, 44)   # parts of speech and dependency relations: only a help in training


class Drop(nn.Module):
    """Dropout of a tenth out of a bank of masks: to draw one for every number took a fifth of a step."""

    SHARE, bank = 0.1, None

    def forward(self, x):
        if not self.training:
            return x
        if Drop.bank is None or Drop.bank.dtype != x.dtype or len(Drop.bank) <= x.numel():
            Drop.bank = ((torch.rand(max(1 << 24, 2 * x.numel())) >= self.SHARE).float() / (1 - self.SHARE)).to(x.dtype)
        begin = int(torch.randint(len(Drop.bank) - x.numel(), (1,)))
        return x * Drop.bank[begin:begin + x.numel()].view(x.shape)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = Drop()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, mask):
        b, l, _ = x.shape
        q, k, v = self.qkv(x).view(b, l, 3, HEADS, -1).permute(2, 0, 3, 1, 4).reshape(3, b * HEADS, l, -1).unbind(0)
        a = torch.bmm(q, k.transpose(1, 2)).view(b, HEADS, l, l) * (HIDDEN // HEADS) ** -0.5
        if mask is not None:
            a = a + mask
        a = torch.bmm(a.softmax(-1).view(b * HEADS, l, l), v).view(b, HEADS, l, -1)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, l, HIDDEN))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Reader(nn.Module):
    def __init__(self, layers=6, words=30522, places=512, depth=1):
        super().__init__()
        self.word = nn.Embedding(words, HIDDEN)
        self.place = nn.Embedding(places, HIDDEN)
        self.shape = nn.Embedding(9, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.cue = nn.Linear(HIDDEN, CUE)
        self.flat = nn.Linear(HIDDEN, FLAT)
        self.about = nn.Linear(HIDDEN, HIDDEN)
        self.distance = nn.Embedding(DISTANCES, HIDDEN)
        self.norm_about = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.reading = nn.ModuleList(Layer() for _ in range(depth))
        self.roles = nn.Linear(HIDDEN, ROLES)
        self.valid = nn.Linear(HIDDEN, 1)
        self.stance = nn.Linear(HIDDEN, STANCES)
        self.names = nn.Linear(HIDDEN, NAMES)
        self.syntax = nn.Linear(HIDDEN, sum(SYNTAX))
        nn.init.zeros_(self.shape.weight)

    def load_base(self, state):
        """From all-MiniLM-L6-v2's BERT state; the reading layers begin as copies of the last one."""
        g = lambda k: state[k]
        with torch.no_grad():
            self.word.weight.copy_(g('embeddings.word_embeddings.weight'))
            self.place.weight.copy_(g('embeddings.position_embeddings.weight') + g('embeddings.token_type_embeddings.weight')[:1])
            for to, name in ((self.norm, 'embeddings.LayerNorm'),):
                to.weight.copy_(g(name + '.weight')); to.bias.copy_(g(name + '.bias'))
            for i, layer in list(enumerate(self.layers)) + [(5, r) for r in self.reading]:
                p = f'encoder.layer.{i}.'
                for w in ('weight', 'bias'):
                    layer.qkv.get_parameter(w).copy_(torch.cat([g(f'{p}attention.self.{n}.{w}') for n in ('query', 'key', 'value')]))
                    for to, name in ((layer.out, 'attention.output.dense'), (layer.norm1, 'attention.output.LayerNorm'),
                                     (layer.up, 'intermediate.dense'), (layer.down, 'output.dense'), (layer.norm2, 'output.LayerNorm')):
                        to.get_parameter(w).copy_(g(f'{p}{name}.{w}'))

    @classmethod
    def trained(cls, state):
        """From the weights that `train.py` saves, for use."""
        model = cls(depth=len({k.split('.')[1] for k in state if k.startswith('reading.')}))
        model.load_state_dict(state)
        return model.eval()

    def warm(self, state):
        """The encoder from `warm.py` instead of the base model's."""
        self.load_state_dict({k: v for k, v in state.items() if k.startswith(('layers.', 'norm.', 'shape.'))}, strict=False)
        for layer in self.reading:
            layer.load_state_dict(self.layers[-1].state_dict())

    def encode(self, ids, shapes, mask):
        x = self.word(ids) + self.place.weight[:ids.shape[1]] + self.shape(shapes)
        x = self.norm(x)
        mask = None if mask is None else torch.where(mask, 0., -1e4).to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def read(self, x, row, begin, width, cue, query_only=False):
        """Further layers over `width` pieces from `begin` of window `row`, about the cue [cue0, cue1)."""
        k = int(width.max())
        at = begin[:, None] + torch.arange(k)
        inside = torch.arange(k) < width[:, None]
        at = at.clamp(max=x.shape[1] - 1)
        local = x[row[:, None], at]
        of_cue = ((at >= cue[:, :1]) & (at < cue[:, 1:])).to(x.dtype)
        query = (local * of_cue[..., None]).sum(1) / of_cue.sum(1, keepdim=True)
        h = self.norm_about(local + self.about(query)[:, None] + self.distance(bucket(at, cue)))
        mask = torch.where(inside, 0., -1e4)[:, None, None, :].to(x.dtype)
        for layer in self.reading:
            h = layer(h, mask)
        query = (h * of_cue[..., None]).sum(1) / of_cue.sum(1, keepdim=True)
        if query_only:
            return query
        return self.roles(h), self.valid(query)[:, 0], self.stance(query), inside


def bucket(at, cue):
    """0 within the cue; 1 to 15 after it, 16 to 30 before it, on a scale that grows with the distance."""
    after = (at - cue[:, 1:] + 1).clamp(min=0)
    before = (cue[:, :1] - at).clamp(min=0)
    d = torch.maximum(after, before)
    edges = torch.tensor([1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 27, 36, 48, 64, 90])
    step = torch.bucketize(d, edges, right=True)
    return torch.where(d == 0, 0, torch.where(after > 0, step, step + 15))
