#!/usr/bin/env python3
"""Scores who, when, how and through whom: score_stories.py GOLD_DIR BRIEF.json [--half odd|even] [--misses KIND]

GOLD_DIR holds statements.jsonl and stories.json (`{"doc", "e", "content", "speaker", "stance", "said", "via"}`, spans in
code points). BRIEF.json is a brief of the same articles. Which of its statements is the gold's: `matching.py`.

speaker   rows whose gold names somebody: the same name, whatever its case, titles, middle names, short forms and transliteration;
          several speakers all of them; an unnamed source (in small letters in the gold) is right if it is kept unnamed
stance    accuracy, and the mean of the F1 of the twelve stances
said      rows dated by the gold: dated within one day of its interval; and undated rows that were given a date
via       F1 over (statement, medium)
Half "odd" is every second article of the list, from the first: the half that may be looked at.
"""
import collections
import datetime
import json
import re
import sys
import unicodedata

from matching import matched

TITLES = set('the us u.s. president mr mrs ms dr secretary of state senator sen rep gov'.split())


def fold(name):
    plain = ''.join(c for c in unicodedata.normalize('NFD', name.lower()) if not unicodedata.combining(c))
    plain = re.sub(r"[^a-z0-9 ]", '', plain.replace('-', ' ').replace('yy', 'y').replace('sergey', 'sergei'))
    return [w for w in plain.split() if w not in TITLES]


def same_name(a, b):
    x, y = fold(a), fold(b)
    if not x or not y:
        return x == y
    return x == y or set(x) == set(y) or len(x) > 1 and len(y) > 1 and (x[0][0], x[-1]) == (y[0][0], y[-1])


def unnamed(gold):
    return not re.search(r'[A-Z]', gold)


def speaker_right(gold, speaker):
    if not speaker:
        return False
    if unnamed(gold):
        return speaker['kind'] == 'unnamed' or same_name(gold, speaker['name'])
    want, have = gold.split('; '), speaker['name'].split('; ')
    return len(want) == len(have) and all(any(same_name(w, h) for h in have) for w in want)


def interval(value):
    if isinstance(value, dict):
        a, b = value['start'], value['end']
    else:
        a, _, b = value.partition('/')
    day = datetime.date.fromisoformat
    return day(a[:10]), day((b or a)[:10])


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith('--')]
    option = lambda name: sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None
    directory, brief = arguments[0], json.load(open(arguments[1], encoding='utf-8'))
    docs = [d['doc'] for s in json.load(open(f'{directory}/stories.json', encoding='utf-8')) for d in s['docs']]
    half = option('--half')
    keep = set(docs if not half else docs[0 if half == 'odd' else 1::2])
    rows = [json.loads(l) for l in open(f'{directory}/statements.jsonl', encoding='utf-8')]
    rows = [r for r in rows if r['doc'] in keep and r['content']]
    found, given = matched(rows, brief['statements'])
    C, stances, misses = collections.Counter(), collections.Counter(), []
    for r, s in zip(rows, found):
        C['gold'] += 1
        if s is None:
            continue
        C['found'] += 1
        if r['speaker']:
            right = speaker_right(r['speaker'], s['speaker'])
            kind = 'unnamed' if unnamed(r['speaker']) else 'joint' if ';' in r['speaker'] else 'named'
            for k in ('speaker', f'speaker {kind}'):
                C[k, 'all'] += 1
                C[k, 'right'] += right
            if not right:
                misses.append(('speaker', r['doc'][:28], r['e'], (s['source'] or {}).get('text', '')[:60], r['speaker'], '<-', (s['speaker'] or {}).get('name')))
        stances[r['stance'], s['stance']] += 1
        if r['stance'] != s['stance']:
            misses.append(('stance', r['doc'][:28], r['e'], (s['cue'] or {}).get('text'), s['content']['text'][:60], r['stance'], '<-', s['stance']))
        if r['said']:
            C['said', 'all'] += 1
            if s['said']:
                (a, b), (x, y) = interval(r['said']), interval(s['said'])
                day = datetime.timedelta(1)
                right = x >= a - day and y <= b + day
                C['said', 'right'] += right
                C['said', 'wrong'] += not right
            if not s['said'] or not right:
                misses.append(('said', r['doc'][:28], r['e'], (s['cue'] or {}).get('text'), s['content']['text'][:50], r['said'], '<-', s['said'] and (s['said']['start'], s['said']['end'], s['said']['grounds'])))
        else:
            C['undated', 'all'] += 1
            C['undated', 'dated'] += bool(s['said'])
            if s['said']:
                misses.append(('undated', r['doc'][:28], r['e'], (s['source'] or {}).get('text', '')[:40], (s['cue'] or {}).get('text'), s['content']['text'][:50], s['said']['start'], s['said']['grounds']))
        want = {' '.join(fold(v)) for v in re.split('; ', r['via'])} if r['via'] else set()
        have = {' '.join(fold(v)) for v in s['via']}
        C['via', 'gold'] += len(want)
        C['via', 'given'] += len(have)
        C['via', 'right'] += len(want & have)
        if want != have:
            misses.append(('via', r['doc'][:28], r['e'], (s['cue'] or {}).get('text'), s['content']['text'][:50], r['via'], '<-', s['via']))
    share = lambda k, right='right': f"{100 * C[k, right] / max(1, C[k, 'all']):.1f} % of {C[k, 'all']}"
    print(f"found     {C['found']} of {C['gold']} ({'gold spans' if given else 'predicted spans'})")
    for k in ('speaker', 'speaker named', 'speaker unnamed', 'speaker joint', 'said'):
        print(f'{k:16} {share(k)}')
    print(f"said wrong       {C['said', 'wrong']}; undated given a date {share('undated', 'dated')}")
    f1 = []
    for k in sorted({a for a, _ in stances}):
        tp, p, g = stances[k, k], sum(n for (a, b), n in stances.items() if b == k), sum(n for (a, b), n in stances.items() if a == k)
        f1.append(200 * tp / (p + g))
        if '--stances' in sys.argv:
            print(f'  {k:10} {f1[-1]:.1f} of {g}')
    right = sum(n for (a, b), n in stances.items() if a == b)
    print(f'stance           accuracy {100 * right / max(1, sum(stances.values())):.1f}, macro F1 {sum(f1) / max(1, len(f1)):.1f}')
    print(f"via F1           {200 * C['via', 'right'] / max(1, C['via', 'gold'] + C['via', 'given']):.1f} ({C['via', 'right']} right, {C['via', 'given']} given, {C['via', 'gold']} gold)")
    for m in misses:
        if m[0] == option('--misses'):
            print('  ', *m[1:], sep=' | ')


if __name__ == '__main__':
    main()
