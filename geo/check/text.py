"""Rules on text: what is written can be shown, in a page, a terminal and a file."""

from geo.check.prefilter import mask_forbidden
from geo.check.registry import ItemRule, Rules, iter_all_features, iter_facts
from geo.text import characters

RULES: Rules = (
    ItemRule(
        ("text.forbidden-character",),
        iter_all_features,
        lambda feature, _: characters.find_forbidden(feature.properties, feature.location),
        lambda sheet, _: mask_forbidden(sheet),
    ),
    ItemRule(
        ("text.forbidden-character",),
        iter_facts,
        lambda row, _: characters.find_forbidden(row.cells, row.location),
        lambda sheet, _: mask_forbidden(sheet),
    ),
)
