"""Made-up matters: matters.py MATTERS_DIR OUT_DIR

Some 300 questions in the news of made-up places, each with a dozen statements as different outlets would print them and all ties
among them, written by language models under written rules (`matters/RULES.md`) so that the judge meets what little
labelled news has few of: conflicts without a common word, and many points of one speech that are not one utterance.
"""

import datetime
import json
import os
import re
import sys
from pathlib import Path

from pairs import AROUND, KNOWN, SAID

WORDS = {'same': 'same_utterance', 'claim': 'same_claim', 'denies': 'denies', 'contradicts': 'contradicts', 'reversal': 'reversal', 'hard': 'none'}


def matters(folder):
    """(title, {number: side}, {number: speaker}, {(a, b): tie}) of each, in the order of the files; ties as they are directed."""
    for path in sorted(Path(folder).glob('*.txt')):
        for block in re.split(r'\n\s*\n', path.read_text(encoding='utf-8').strip()):
            yield matter(block.split('\n'), path)


def matter(lines, path):
    title, sides, speakers, ties = '', {}, {}, {}
    for line in lines:
        if line.startswith('#'):
            title = line[1:].strip()
        elif re.match(r'\d+ \|', line):
            number, day, name, cue, _, content, *around = (field.strip() for field in re.split(r'\s\|(?:\s|$)', line))
            sides[int(number)] = [[KNOWN, f'{day} {name} {cue}'.strip()], [SAID, content], [AROUND, around[0] if around else '']]
            speakers[int(number)] = name
        elif line.strip():
            word, *rest = line.split()
            for pair in pairs_of(word, rest):
                if word not in WORDS or not all(end in sides for end in pair):
                    raise ValueError(f'{path}: {line!r} in {title!r}')
                ties[pair] = WORDS[word]
    return title, sides, speakers, ties


def pairs_of(word, rest):
    """The pairs of a line: all of a group of one utterance, else those that are written out."""
    if word == 'same':
        numbers = [int(number) for number in rest]
        return [(a, b) for k, a in enumerate(numbers) for b in numbers[k + 1:]]
    return [tuple(int(end) for end in re.split('[->]', pair)) for pair in rest]


def examples(folder, rng, kept=6, others=.5):
    """(a, b, label, weight) of all matters but every `kept`-th: the ties, what only looks like one, and a share of the other pairs."""
    out = []
    for k, (_, sides, _, ties) in enumerate(matters(folder)):
        if k % kept == 0:
            continue
        for a in sides:
            for b in sides:
                if (a, b) in ties:
                    out.append((sides[a], sides[b], ties[a, b], 1.))
                elif a < b and (b, a) not in ties and rng.random() < others:
                    out.append((sides[a], sides[b], 'none', .5))
    return out


def article(sides, speakers, numbers, day):
    """A text that prints some statements one after the other, and where each stands: (text, {number: spans})."""
    text, spans = '', {}
    for number in numbers:
        known, (_, content), _ = sides[number]
        name, cue = speakers[number], known[1].split(speakers[number], 1)[-1].strip()
        told = not re.search(r'\w', cue)
        line = f'{content} {name} said.' if told else f'{when(day)}{name} {cue} {content}.'
        cue = 'said' if told else cue
        start = len(text)
        at = {'content': start + line.index(content), 'source': start + line.rindex(name) if told else start + line.index(name)}
        at['cue'] = start + (line.rindex(cue) if told else line.index(cue, at['source'] - start + len(name)))
        spans[number] = {k: [[at[k], at[k] + len(v)]] for k, v in (('source', name), ('cue', cue), ('content', content))}
        text += line + '\n\n'
    return text, spans


def when(day):
    return f'On {datetime.date.fromisoformat(day):%B %-d}, ' if day else ''


def main(folder, out):
    """The matters as articles, one a day and matter, in the form of stories-train: text, statements.jsonl, links.jsonl and stories.json."""
    os.makedirs(f'{out}/text', exist_ok=True)
    stories, statements, links = [], [], []
    for k, (_, sides, speakers, ties) in enumerate(matters(folder)):
        days, docs, of = {}, [], {}
        last = ''
        for number, side in sides.items():
            day = re.match(r'\d{4}-\d\d-\d\d', side[0][1])
            last = day[0] if day else last
            days.setdefault(last, []).append(number)
        for n, (day, numbers) in enumerate(days.items()):
            name = f'matter{k:03}_{n}'
            text, spans = article(sides, speakers, numbers, day)
            Path(f'{out}/text/{name}.txt').write_text(text, encoding='utf-8')
            docs.append({'doc': name, 'date': day or None})
            for number in numbers:
                of[number] = {'doc': name, 'e': f'E{number}'}
                statements.append({**of[number], **spans[number]})
        stories.append({'docs': docs})
        links += [{'relation': 'hard_negative' if tie == 'none' else tie, 'a': of[a], 'b': of[b]} for (a, b), tie in ties.items()]
    for name, rows in (('statements', statements), ('links', links)):
        Path(f'{out}/{name}.jsonl').write_text(''.join(json.dumps(row) + '\n' for row in rows), encoding='utf-8')
    Path(f'{out}/stories.json').write_text(json.dumps(stories), encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
