"""Made pairs: copies of what somebody says with a number, a negation or the two sides of an act changed.

A changed copy by another speaker contradicts, by the same speaker takes back; an unchanged one by another speaker is no
tie of the two acts (it is the same claim). So the words must be read: neither the speakers nor the likeness tell.
"""

import re

AUXILIARY = r"\b(is|are|was|were|will|would|can|could|should|must|has|have|had|does|did|do)\b"
NUMBER = re.compile(r'(?<![\d.,])\d{1,3}(?:,\d{3})*(?![\d.,]*\d)')


def negated(text):
    """The text with its first auxiliary negated, or its negation taken away; None where there is neither."""
    if re.search(r"\b(not|never)\b ?", text):
        return re.sub(r"\b(not|never)\b ?", '', text, count=1)
    if re.search(r"n['’]t\b", text):
        return re.sub(r"(\w+)n['’]t\b", r'\1', text, count=1)
    changed = re.sub(AUXILIARY, r'\1 not', text, count=1, flags=re.I)
    return changed if changed != text else None


def renumbered(text, rng):
    """The text with one number changed; None where there is none."""
    found = list(NUMBER.finditer(text))
    if not found:
        return None
    at = rng.choice(found)
    value = int(at.group().replace(',', ''))
    if 1900 < value < 2100:
        other = value + rng.choice((-3, -2, -1, 1, 2, 3))
    else:
        other = max(0, value + rng.choice((-1, 1)) * rng.randint(1, max(2, value // 2)))
    return text[:at.start()] + str(other) + text[at.end():] if other != value else None


def swapped(text):
    """The two names that stand in the text, each in the place of the other; None unless there are exactly two."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)?", text)
    if len(set(names)) != 2 or names[0] == names[1]:
        return None
    a, b = dict.fromkeys(names)
    return re.sub(f'{re.escape(a)}|{re.escape(b)}', lambda m: b if m.group() == a else a, text)


def copies(sides, rng, most):
    """(a, b, label) of made pairs; a side is a list of (field, text) with the fields known, said and around."""
    sides = [s for s in sides if 6 <= len(s[1][1].split()) <= 40]
    out = []
    while len(out) < most and sides:
        a = rng.choice(sides)
        text = a[1][1]
        how = rng.randrange(4)
        new = [negated(text), renumbered(text, rng), swapped(text), text][how]
        if new is None:
            continue
        same = rng.random() < .4
        known = a[0][1] if same else rng.choice(sides)[0][1]
        label = ('same_utterance' if same else 'none') if how == 3 else ('reversal' if same else 'contradicts')
        out.append((a, [[0, known], [1, new], [2, '']], label))
    return out
