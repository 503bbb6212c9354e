"""Coordinates: datums, projections, distances, and the signs of a datum shift."""
