"""What vectors compute of places: anchors, and what lies outside."""

import geopandas as gpd
import shapely
from shapely import GeometryType

from geo.spatial import datum


def anchor_points(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
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


def find_outside(places: gpd.GeoDataFrame, subject: str) -> gpd.GeoDataFrame:
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
