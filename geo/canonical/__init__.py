"""The canonical text of what people edit: the same content always in the same bytes.

Idempotent. What it does not know it keeps as it stands: foreign members, properties, columns. It
repairs only what cannot be meant otherwise, and names each repair; what it cannot read whole it
gives back unchanged with faults.
"""

from geo.canonical.facts import apply_fact_edits, canonicalise_facts
from geo.canonical.layer import apply_layer_edits, canonicalise_layer
from geo.canonical.repairs import CanonicalText, Repair, RepairKind

__all__ = [
    "CanonicalText", "Repair", "RepairKind", "apply_fact_edits", "apply_layer_edits",
    "canonicalise_facts", "canonicalise_layer",
]  # fmt: skip
