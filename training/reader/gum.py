"""GUM (CoNLL-U) as articles whose word pieces carry a name tag, a part of speech and a dependency relation."""

import bisect
import collections
import re

from data import Article, pieces_of

KINDS = ('person', 'organization', 'place', 'other')
NAMES = 1 + 2 * len(KINDS)      # O, then begin and inside of each kind
SPEECH = ('ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X').split()
RELATIONS = ('acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp compound compound:prt conj cop csubj dep det '
             'discourse dislocated expl fixed flat iobj list mark nmod nmod:poss nsubj nsubj:pass nummod obj obl obl:npmod '
             'obl:tmod obl:agent orphan parataxis punct reparandum root vocative xcomp goeswith').split()
JOINING = {'of', 'the', 'and', 'for', 'on', 'in', '&', '-', "'s", 'de', 'van', 'von', 'al', 'la', '/'}
NOT_NAMED = {'time'}

Labelled = collections.namedtuple('Labelled', 'names speech relations')


def names_of(tokens):
    """Tags of the named mentions, outermost first, each cut to its run of proper nouns about the head."""
    open_, mentions = [], []
    for i, t in enumerate(tokens):
        value = t['misc'].get('Entity', '')
        for part in re.findall(r'\([^()]*\)?|\d[^()]*\)', value):
            if part.startswith('('):
                fields = part.strip('()').split('-')
                open_.append((fields[0], fields[1], i, fields[5] if len(fields) > 5 else '1', part.count('-') >= 7))
                closing = part.endswith(')') and fields[0]
            else:
                closing = part[:-1]
            if closing:
                for k in range(len(open_) - 1, -1, -1):
                    if open_[k][0] == closing:
                        _, kind, begin, head, linked = open_.pop(k)
                        mentions.append((begin, i + 1, kind, head))
                        break
    tags = [0] * len(tokens)
    proper = [t['tag'].startswith('NNP') for t in tokens]
    runs = []
    for begin, end, kind, head in mentions:
        first = re.match(r'\d+', head)
        at = begin + (int(first.group()) - 1 if first else 0)
        if kind in NOT_NAMED or not begin <= at < end or not proper[at]:
            continue
        a, b = at, at + 1
        while a > begin and (proper[a - 1] or a - 2 >= begin and tokens[a - 1]['form'].lower() in JOINING and proper[a - 2]):
            a -= 1
        while b < end and (proper[b] or b + 1 < end and tokens[b]['form'].lower() in JOINING and proper[b + 1]):
            b += 1
        runs.append((a, b, kind))
    for a, b, kind in sorted(runs, key=lambda r: r[0] - r[1]):
        if not any(tags[a:b]):
            base = 1 + 2 * (KINDS.index(kind) if kind in KINDS else 3)
            tags[a:b] = [base] + [base + 1] * (b - a - 1)
    return tags


def documents(path):
    """Name, text and tokens with their extents."""
    name, tokens, text, pending = None, [], [], False
    at = 0
    for line in open(path, encoding='utf-8'):
        line = line.rstrip('\n')
        if line.startswith('# newdoc'):
            if tokens:
                yield name, ''.join(text), tokens
            name, tokens, text, at, pending = line.split('=')[1].strip(), [], [], 0, False
        elif line.startswith('# newpar') and not line.startswith('# newpar_block'):
            pending = bool(tokens)
        elif line and not line.startswith('#'):
            f = line.split('\t')
            if '-' in f[0] or '.' in f[0]:
                continue
            if pending:
                text.append('\n'), tokens and None
                at += 1
                pending = False
            misc = dict(x.split('=', 1) for x in f[9].split('|') if '=' in x)
            tokens.append({'form': f[1], 'start': at, 'tag': f[4], 'speech': f[3], 'relation': f[7], 'misc': misc})
            text.append(f[1] + ('' if misc.get('SpaceAfter') == 'No' else ' '))
            at += len(text[-1])
    if tokens:
        yield name, ''.join(text), tokens


def articles(path, tokenizer):
    for name, text, tokens in documents(path):
        pieces, ends = pieces_of(text, tokenizer)
        starts = [t['start'] for t in tokens]
        tags = names_of(tokens)
        rows = []
        for _, a, _, _, _ in pieces:
            k = bisect.bisect_right(starts, a) - 1
            begins = not rows or rows[-1][0] != k
            tag = tags[k]
            # A token in several words ("Bailey-Ross") begins once.
            if tag % 2 and not begins and rows[-1][1] != a:
                tag += 1
            relation = tokens[k]['relation']
            relation = relation if relation in RELATIONS else relation.split(':')[0]
            rows.append((k, a, tag, SPEECH.index(tokens[k]['speech']) if tokens[k]['speech'] in SPEECH else -100,
                         RELATIONS.index(relation) if relation in RELATIONS else -100))
        labels = Labelled([r[2] for r in rows], [r[3] for r in rows], [r[4] for r in rows])
        yield Article(name, text, pieces, ends, [], labels)
