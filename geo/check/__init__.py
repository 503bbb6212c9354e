"""The rules over a folder of content, run together by `rules`."""
