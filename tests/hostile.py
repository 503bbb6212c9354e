"""Values that have broken maps before: markup, templates, separators, sheer size."""

VALUES = {
    "script-end": "</script><script>window.hit=1</script>",
    "image": "<img src=x onerror='window.hit=1'>",
    "svg": "<svg/onload=window.hit=1>",
    "comment": "<!-- <script>",
    "backticks": "`${window.hit=1}`",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "separators": "a\u2028b\u2029c",
    "quotes": "\"'\"'&quot;&#39;",
    "backslashes": "\\u003cscript\\u003e \\\\ \\n \\",
    "link": "javascript:window.hit=1",
    "right-to-left": "שלום עולם مرحبا",
    "emoji": "🚄👩‍🌾🏳️‍🌈",
    "long": "长" * 1_990,
    "formula": '=HYPERLINK("http://example.org","x")',
    "entity": "&lt;b&gt;&amp;",
}
"""Shown as the text they are."""

REFUSED = {
    "nul": "a\0b",
    "escape": "\x1b[31mred",
    "override": "abc\u202etxt",
    "surrogate": "\ud800",
    "ten-thousand": "长" * 10_000,
}
"""Refused by `check`."""
