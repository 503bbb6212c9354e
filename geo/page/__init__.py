"""The page: the document around the map, its assets, its text alternative and its data."""
