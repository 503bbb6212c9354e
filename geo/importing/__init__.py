"""Places brought in from a file that another program wrote, into one layer.

`file_readers` give a `source_table`, `column_mapping` says which column is what, `positions` are in
WGS 84, `row_matching` finds the places that are meant, `planning` says what to add, change and
leave, and the edit is the layer's canonical text.
Each step is told every fault that it finds; nothing is guessed that a person can say.
"""
