"""Scores the links of a brief on labelled pairs: score_links.py GOLD_DIR BRIEF.json

BRIEF.json is what `cargo run --example stories` prints for GOLD_DIR (gold spans; ids DOC#E). Pairs that GOLD_DIR does not
list are unlabelled: they are counted by themselves, and precision is over listed pairs.
"""

import collections
import json
import sys

FAMILY = {'same_utterance': 'same', 'denies': 'conflict', 'contradicts': 'conflict', 'reversal': 'reversal', 'same_claim': 'claim'}


def main(gold, brief):
    name = lambda end: f"{end['doc']}#{end['e']}"
    labels = {frozenset((name(r['a']), name(r['b']))): r['relation']
              for r in map(json.loads, open(f'{gold}/links.jsonl', encoding='utf-8'))}
    made = {frozenset((l['a'], l['b'])): FAMILY[l['relation']] for l in json.load(open(brief, encoding='utf-8'))['links']}
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
