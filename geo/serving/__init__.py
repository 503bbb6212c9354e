"""The map on loopback while people edit it: watched, built, shown anew, and changed on the map.

`file_watching` sees files change, `page_builder` makes the page in a process of its own,
`live_reload` tells the browsers, `editing` reads and saves places and facts through
`geo.edits.saving`, `access_policy` lets in nobody but who has the address, `server` joins them.
"""
