"""The data of the page, as its scripts read them: head, columns, blocks, search tables."""
