"""Numbers, units and qualifiers in running text, by the language that the text is written in."""
