"""Faults (diagnostics): where, what was found, which rule, how to mend it, in every language."""
