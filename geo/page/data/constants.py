"""Numbers that the build and the page's scripts share: they reach the scripts once, in the head.

`data.constants()` gives them there. What both need to read the very same bytes (base 91, whole
millionths of a degree) belongs to the form of these and stands in the code that reads it.
"""

from geo.page.data import columns, initial_clusters, ngram_filter
from geo.text import page_strings

MAX_GLYPH_PLACES = 150
"""Located places up to which all have glyph markers; a map with more is crowded."""

SHARED_CONSTANTS = {
    "glyphs": MAX_GLYPH_PLACES,
    "cell": initial_clusters.CELL_PIXELS,
    "loose": initial_clusters.MAX_LOOSE_PLACES,
    "steps": initial_clusters.STEPS_PER_ZOOM,
    "parts": initial_clusters.PARTS_PER_PIXEL,
    "filter_bits": ngram_filter.FILTER_BITS,
    "right_to_left": sorted(page_strings.RIGHT_TO_LEFT),
    "within": {
        "unknown": columns.NOWHERE,
        "no_site": columns.NO_PLACE,
        "first": columns.FIRST_CONTAINER,
    },
}
"""What each says stands where it is defined."""
