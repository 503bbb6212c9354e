"""The canonical text of what people edit: the same content always in the same bytes.

Idempotent. What it does not know it keeps as it stands: foreign members, properties, columns. It
repairs only what cannot be meant otherwise, and names each repair; what it cannot read whole it
gives back unchanged with faults.
"""

from geo.canonical.facts import edited_fact, facts
from geo.canonical.layer import edited, layer
from geo.canonical.repairs import Canonical, Repair, What

__all__ = ["Canonical", "Repair", "What", "edited", "edited_fact", "facts", "layer"]
