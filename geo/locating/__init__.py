"""Places without a position, looked for in services and files: candidates, marks, a person's word.

targets → services and gazetteers → candidates → scoring → review or agreement → `geo.edits.saving`.
Nothing found is an answer by itself: it is a candidate until a person, or two independent sources,
say so.
"""
