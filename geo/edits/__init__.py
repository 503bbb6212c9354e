"""Changes of a folder of content: checked, atomic, kept in a history to be undone."""
