"""What a comparison is asked for and what it gives: the values between comparing and telling."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ComparisonRequest:
    """What is compared and how much of it is told."""

    section: str
    languages: tuple[str, ...]
    limit: int | None
    """Changes of each kind that are told; `None` for all. All are counted in any case."""


@dataclass(frozen=True)
class Change:
    """One thing that differs of one place, fact or setting."""

    section: str
    id: str
    kind: str
    said: str
    """The change in words that follow the id."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """The same for programs: `property`, `language`, `before`, `after`, metres and the like."""


@dataclass(frozen=True)
class SectionChanges:
    """What differs in one section."""

    section: str
    counts: Mapping[str, int]
    """How often by kind, of properties by name; only what is there at all."""
    told: tuple[Change, ...]
    """In the order of ids; of every kind the first ones."""
    complete: bool = True
