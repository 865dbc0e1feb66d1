"""How many news articles hold each word stem: rarity.py DATA_DIR > crates/core/src/linking/rarity.tsv

Counts of documents over polnear-train and news-unlabelled; Snowball's English stems, as the program cuts them. Stems in
fewer than LEAST articles are left out: the program takes them to be as rare as the rarest listed.
"""

import collections
import glob
import json
import re
import sys

import snowballstemmer

LEAST = 12


def texts(data):
    for f in sorted(glob.glob(f'{data}/polnear-train/text/*.txt')):
        yield open(f, encoding='utf-8').read()
    for line in open(f'{data}/news-unlabelled.jsonl', encoding='utf-8'):
        yield json.loads(line)['text']


def main():
    stem = snowballstemmer.stemmer('english').stemWord
    seen, articles = collections.Counter(), 0
    for text in texts(sys.argv[1]):
        articles += 1
        words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", re.sub("['’]s?\\b", '', text.lower())))
        seen.update({stem(w) for w in words})
    print('# In how many of the news articles of PolNeAR (training part) and of an unlabelled set each stem stands;')
    print('# made by training/linking/rarity.py. Stem, articles; the first row is their number.')
    print(f'*\t{articles}')
    for word, n in sorted(seen.items()):
        if n >= LEAST and len(word) > 1:
            print(f'{word}\t{n}')


if __name__ == '__main__':
    main()
