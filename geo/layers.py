"""Places as a GeoDataFrame, where vectors pay: anchors, areas, lengths, distances."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely
from shapely import GeometryType

from geo import datum
from geo.places import Place

COLUMNS = (
    "id", "layer", "kind", "part_of", "state", "located_by", "uncertainty_m",
)  # fmt: skip


def frame(places: Sequence[Place]) -> gpd.GeoDataFrame:
    """Return the places, in order, with what vectors compute of them (EPSG:4326).

    Adds `certainty`, `anchor` (a point on the geometry, for a marker), `area_km2` and `length_km`
    (geodesic; missing where they make no sense). Never written back to `data/`.
    """
    table = pd.DataFrame({name: [getattr(place, name) for place in places] for name in COLUMNS})
    table["certainty"] = [str(place.certainty) for place in places]
    table["uncertainty_m"] = table["uncertainty_m"].astype("float64")
    shapes = gpd.GeoSeries([place.geometry for place in places], crs=datum.WGS84)
    located = gpd.GeoDataFrame(table, geometry=shapes)
    located["anchor"] = anchors(shapes)
    kinds = shapes.geom_type.fillna("")
    located["area_km2"] = shapes[kinds.str.endswith("Polygon")].map(datum.area_km2)
    located["length_km"] = shapes[kinds.str.endswith("LineString")].map(datum.length_km)
    return located


def anchors(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return a point on each geometry: the middle of a line, a point inside an area.

    Missing geometries stay missing. A centroid would fall beside a bent line or a hollow area.
    """
    drawn = shapes.to_numpy()
    kinds = shapely.get_type_id(drawn)
    found = drawn.copy()  # points are their own: of a million, no second million is made
    lines = kinds == GeometryType.LINESTRING
    # halfway by degrees is near enough for a marker, and still on the line
    found[lines] = shapely.line_interpolate_point(drawn[lines], 0.5, normalized=True)
    others = (kinds > GeometryType.POINT) & ~lines
    found[others] = shapely.point_on_surface(drawn[others])
    return gpd.GeoSeries(found, index=shapes.index, crs=shapes.crs)


def outside(places: gpd.GeoDataFrame, subject: str) -> gpd.GeoDataFrame:
    """Return located places that lie outside the subject's outline by more than their radius.

    Empty where the subject has no outline. Distances are metres in the outline's UTM zone, from
    the nearest point of each geometry.
    """
    outlines = places.geometry[places["id"] == subject]
    if outlines.empty or outlines.iloc[0] is None:
        return places.iloc[:0].assign(metres=0.0)
    outline = outlines.iloc[0]
    shapely.prepare(outline)
    shapes = places.geometry.to_numpy()
    touching = shapely.is_missing(shapes) | shapely.intersects(outline, shapes)
    others = places[~touching]
    if others.empty:
        return others.assign(metres=0.0)
    centre = outline.centroid
    metric = datum.metric_crs(round(centre.x), round(centre.y))
    area = gpd.GeoSeries([outline], crs=datum.WGS84).to_crs(metric).iloc[0]
    measured = others.assign(metres=others.to_crs(metric).distance(area).to_numpy())
    return measured.loc[measured["metres"] > measured["uncertainty_m"]]
