"""The map on loopback while people edit it: watched, built, shown anew, and changed on the map.

`watching` sees files change, `building` makes the page in a process of its own, `live` tells the
browsers, `editing` reads and saves places and facts through `geo.edits`, `security` lets in nobody
but who has the address, `app` joins them.
"""
