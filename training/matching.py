"""Which statement of a brief is which labelled one: by its id `DOC#E` (gold spans, from the example `stories`), or else the one
whose content shares at least half of the characters of both."""

import collections
import os
import re


def characters(spans):
    return {k for a, b in spans for k in range(a, b)}


def matched(rows, statements):
    """For each labelled row (`{"doc", "e", "content"}`, spans in code points) the brief's statement or None; and whether the spans
    were given."""
    by_id, by_doc = {s['id']: s for s in statements}, collections.defaultdict(list)
    if any(f"{r['doc']}#{r['e']}" in by_id for r in rows):
        return [by_id.get(f"{r['doc']}#{r['e']}") for r in rows], True
    for s in statements:
        by_doc[re.sub(r'\.txt$', '', os.path.basename(s['doc']))].append((characters(s['content']['spans']), s))
    out = []
    for r in rows:
        want = characters(r['content'])
        near = [(len(want & have) / len(want | have), k) for k, (have, _) in enumerate(by_doc[r['doc']])]
        likeness, k = max(near, default=(0, 0))
        out.append(by_doc[r['doc']][k][1] if likeness >= .5 else None)
    return out, False
