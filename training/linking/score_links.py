"""Scores the links of a brief on labelled pairs: score_links.py GOLD_DIR BRIEF.json

BRIEF.json is what `cargo run --example stories` prints for GOLD_DIR (gold spans), or the brief of its articles (the reader's
own spans, fitted by `matching.py`; a labelled pair whose statement the reader missed counts as missed). Pairs that GOLD_DIR
does not list are unlabelled: they are counted by themselves, and precision is over listed pairs.
"""

import collections
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from matching import matched  # noqa: E402

FAMILY = {'same_utterance': 'same', 'denies': 'conflict', 'contradicts': 'conflict', 'reversal': 'reversal', 'same_claim': 'claim'}


def main(gold, brief):
    brief = json.load(open(brief, encoding='utf-8'))
    name = lambda end: f"{end['doc']}#{end['e']}"
    rows = [r for r in map(json.loads, open(f'{gold}/statements.jsonl', encoding='utf-8')) if r['content']]
    found, given = matched(rows, brief['statements'])
    known = {s['id']: name(r) for r, s in zip(rows, found) if s}
    print('gold spans' if given else f"the reader's own spans: {len(known)} of {len(rows)} statements found")
    labels = {frozenset((name(r['a']), name(r['b']))): r['relation']
              for r in map(json.loads, open(f'{gold}/links.jsonl', encoding='utf-8'))}
    # An end that is no labelled statement (the article's own narration, a statement of the reader's own) keeps its id.
    ends = lambda l: frozenset(known.get(l[k], l[k]) for k in 'ab')
    made = {ends(l): FAMILY[l['relation']] for l in brief['links']}
    for kind in ('same', 'conflict', 'reversal', 'claim'):
        given = [p for p, k in made.items() if k == kind]
        of = collections.Counter(labels.get(p, 'unlisted') for p in given)
        right = sum(n for label, n in of.items() if FAMILY.get(label) == kind)
        listed = len(given) - of['unlisted']
        wanted = sum(FAMILY.get(label) == kind for label in labels.values())
        share = lambda n, m: f'{100 * n / m:.0f} %' if m else '-'
        print(f'{kind:9} precision over listed {share(right, listed)} of {listed}, recall {share(right, wanted)} of {wanted};'
              f" hard negatives {of['hard_negative']}, unlisted {of['unlisted']}; {dict(of)}")
    hard = [p for p, label in labels.items() if label == 'hard_negative']
    print(f'hard negatives linked: {sum(p in made for p in hard)} of {len(hard)}')


if __name__ == '__main__':
    main(*sys.argv[1:])
