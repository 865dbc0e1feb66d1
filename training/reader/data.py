"""PolNeAR (brat standoff) as arrays of word pieces with cue, source and content ranges."""

import bisect
import collections
import glob
import json
import os
import random
import re

TRIM = ' \t\r\n"“”‘’\'`.,;:!?…–—-()[]'

STANCES = 'asserts denies concedes accuses demands warns promises proposes refuses asks hopes praises'.split()

Article = collections.namedtuple('Article', 'name text pieces paragraphs events labels', defaults=[None])
Event = collections.namedtuple('Event', 'cue source content stance', defaults=[None])


def trim(text, a, b):
    while a < b and text[a] in TRIM:
        a += 1
    while b > a and text[b - 1] in TRIM:
        b -= 1
    return a, b


def annotations(path):
    spans, events = {}, []
    for line in open(path, encoding='utf-8', newline='\n'):
        p = line.rstrip('\n').split('\t')
        if re.match(r'T\d+$', p[0]) and len(p) > 1:
            try:
                spans[p[0]] = [tuple(map(int, x.split())) for x in p[1].partition(' ')[2].split(';')]
            except ValueError:
                pass
        elif re.match(r'E\d+$', p[0]):
            roles = {'id': p[0], 'source': [], 'cue': [], 'content': []}
            for x in p[1].split():
                k, _, t = x.partition(':')
                k = re.sub(r'\d+$', '', k).lower()
                if k in ('source', 'cue', 'content'):
                    roles[k] += spans.get(t, [])
            if roles['content']:
                events.append(roles)
    return events


def paragraphs(text):
    """Extents of the lines that hold more than white space."""
    out, at = [], 0
    for line in text.split('\n'):
        if line.strip():
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def pieces_of(text, tokenizer):
    pieces, ends = [], []
    for a, b in paragraphs(text):
        pieces += [(i, a + s, a + e, k, c) for i, s, e, k, c in tokenizer.encode(text[a:b])]
        ends.append(len(pieces))
    return pieces, ends


def stances(path):
    """The stance of each labelled attribution, by article and event."""
    rows = map(json.loads, open(path, encoding='utf-8'))
    return {(r['doc'], r['e']): STANCES.index(r['stance']) for r in rows if r['stance'] in STANCES}


def articles(directory, tokenizer, every_annotator=False, stance_of={}):
    files = collections.defaultdict(list)
    for f in sorted(glob.glob(f'{directory}/attributions/*.ann')):
        files[os.path.basename(f)[:-9]].append(f)
    for stem, annotated in files.items():
        text = open(f'{directory}/text/{stem}.txt', encoding='utf-8', newline='').read()
        pieces, ends = pieces_of(text, tokenizer)
        starts = [p[1] for p in pieces]
        stops = [p[2] for p in pieces]

        def ranges(spans):
            """Piece ranges without the punctuation at their ends, unless punctuation is all there is (a dash as cue)."""
            out = []
            for a, b in spans:
                x, y = trim(text, a, b)
                a, b = (x, y) if x < y else (a, b)
                i, j = bisect.bisect_right(stops, a), bisect.bisect_left(starts, b)
                if i < j:
                    out.append((i, j))
            return sorted(set(out))

        for f in annotated if every_annotator else annotated[:1]:
            events = []
            for e in annotations(f):
                cue = ranges(e['cue'])
                content = ranges(e['content'])
                if cue and content:
                    events.append(Event(cue[0], ranges(e['source']), content, stance_of.get((stem, e['id']))))
            yield Article(stem, text, pieces, ends, events)


def windows(article, limit, first=None):
    """Cuts [i, j) of the article's pieces: whole paragraphs as far as they fit, long ones at a sentence's end."""
    cuts, begin, at, budget = [], 0, 0, first or limit
    for end in article.paragraphs:
        while end - at > limit:
            if at > begin:
                cuts.append((begin, at))
            stop = at + limit
            for k in range(at + limit - 1, at + limit // 2, -1):
                if article.text[article.pieces[k][1]:article.pieces[k][2]] in ('.', '!', '?'):
                    stop = k + 1
                    if stop < end and article.text[article.pieces[stop][1]] in '"”’\'':
                        stop += 1
                    break
            stop = min(stop, at + limit)
            cuts.append((at, stop))
            begin = at = stop
            budget = limit
        separators = sum(1 for e in article.paragraphs if begin < e < end)
        if end - begin + separators > budget and at > begin:
            cuts.append((begin, at))
            begin, budget = at, limit
        at = end
    if at > begin:
        cuts.append((begin, at))
    return cuts
