"""The model's view of a text, in Python.

This mirrors `crates/core/src/text/quotes.rs` and `crates/core/src/encoder/tokenizer.rs`; the parity test
(`parity.py`) holds the two against each other, token by token.
"""

import unicodedata

DOUBLE = '"“”„‟«»'
OPENERS = '([{—–-―/‘\'“'
CLOSERS = '.,;:!?)]}—–-―’\'”…'


def direct_quotes(text):
    """Every double quotation mark as “ or ” by what stands beside it; the length in characters is kept."""
    out, inside = list(text), False
    for i, c in enumerate(text):
        if c == '\n':
            inside = False
        if c not in DOUBLE:
            continue
        before = text[i - 1] if i else '\n'
        after = text[i + 1] if i + 1 < len(text) else '\n'
        opens = before.isspace() or before in OPENERS
        closes = after.isspace() or after in CLOSERS
        if opens != closes:
            opening = opens
        elif c in '“„«':
            opening = True
        elif c in '”‟»':
            opening = False
        else:
            opening = not inside
        inside = opening
        out[i] = '“' if opening else '”'
    return ''.join(out)


PLAIN = {'‘': "'", '’': "'", '‚': "'", '‛': "'", '`': "'", '´': "'", '―': '—', '−': '-', '‐': '-', '‑': '-'}


def is_punctuation(c):
    o = ord(c)
    if 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126:
        return True
    return unicodedata.category(c).startswith('P')


def is_dropped(c):
    if c in '\t\n\r':
        return False
    return ord(c) in (0, 0xFFFD) or unicodedata.category(c) in ('Cc', 'Cf', 'Mn')


def is_cjk(c):
    o = ord(c)
    return (0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0x20000 <= o <= 0x2FA1F or 0xF900 <= o <= 0xFAFF)


def words(text):
    """Words as BERT's uncased basic tokeniser cuts them: (start, end, folded, glued) in characters of `text`."""
    out, start = [], None
    for i, c in enumerate(text):
        if c.isspace() or is_punctuation(c) or is_cjk(c):
            if start is not None:
                out.append((start, i))
                start = None
            if not c.isspace():
                out.append((i, i + 1))
        elif start is None:
            start = i
    if start is not None:
        out.append((start, len(text)))
    result, last = [], -1
    for a, b in out:
        folded = []
        for c in text[a:b]:
            c = PLAIN.get(c, c)
            for d in unicodedata.normalize('NFD', c.lower()):
                if not is_dropped(d):
                    folded.append(d)
        if folded:
            result.append((a, b, ''.join(folded), a == last))
        last = b
    return result


def shape(word, glued):
    """0 to 7: capitals (none, first, all, other) times two, plus one if white space stands before the word."""
    letters = [c for c in word if c.isalpha()]
    upper = [c.isupper() for c in letters]
    if not any(upper):
        caps = 0
    elif len(letters) > 1 and all(upper):
        caps = 2
    elif upper[0] and not any(upper[1:]):
        caps = 1
    else:
        caps = 3
    return caps * 2 + (0 if glued else 1)


class Tokenizer:
    """WordPiece over `words`. A piece is (id, start, end, shape); pieces of one word share its shape and extent."""

    def __init__(self, vocabulary):
        lines = open(vocabulary, encoding='utf-8').read().split('\n')
        self.id = {w: i for i, w in enumerate(lines) if w}
        self.cls, self.sep, self.mask, self.unk = (self.id[w] for w in ('[CLS]', '[SEP]', '[MASK]', '[UNK]'))
        self.cache = {}

    def pieces(self, folded):
        hit = self.cache.get(folded)
        if hit is not None:
            return hit
        out, at = [], 0
        if len(folded) > 100:
            out = [self.unk]
        while at < len(folded) and out != [self.unk]:
            end = len(folded)
            while end > at:
                found = self.id.get(('##' if at else '') + folded[at:end])
                if found is not None:
                    break
                end -= 1
            if end == at:
                out = [self.unk]
            else:
                out.append(found)
                at = end
        self.cache[folded] = out
        return out

    def encode(self, text):
        """One paragraph. Pieces carry the extent of their whole word: a span never cuts a word."""
        view, out = direct_quotes(text), []
        for a, b, folded, glued in words(view):
            kind = shape(text[a:b], glued)
            for k, piece in enumerate(self.pieces(folded)):
                out.append((piece, a, b, kind, k > 0))
        return out
