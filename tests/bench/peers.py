"""The peers: the scripts that a user of each would write for the same content.

`python -m tests.bench.peers NAME DATA PAGE` is one whole process: it reads the layers with
`geopandas.read_file`, joins the facts, and saves a page whose popups hold the same names and facts
as ours, with a switch per layer. No tiles: less to do for the peer.
"""

import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
from folium import plugins

FAST = """
function (row) {
    var marker = L.marker([row[0], row[1]]);
    marker.bindPopup(row[2]);
    return marker;
}
"""
"""FastMarkerCluster's own callback makes no popups; this is the usual one that does."""


def layers(data: Path) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield the name of each layer and its located places: `names`, `facts` and the geometry.

    Without the subject: its outline, drawn over the places, would take their clicks.
    """
    described = tomllib.loads((data / "map.toml").read_text(encoding="utf-8"))
    first, *others = described["languages"]
    facts = pd.read_csv(data / "facts.csv", usecols=["place", first, *others], encoding="utf-8-sig")
    facts["text"] = _joined(facts, [first, *others], "<br>")
    told = facts.groupby("place")["text"].agg("<br>".join)
    for layer in described["layer"]:
        rows = _read(data / layer["file"])
        rows = rows[rows.geometry.notna() & (rows["id"] != described["subject"])]
        if rows.empty:
            continue
        names = ["name", *(name for code in others if (name := f"name_{code}") in rows)]
        yield (
            layer["name"][first],
            gpd.GeoDataFrame(
                {
                    "names": _joined(rows, names, " "),
                    "facts": rows["id"].map(told).fillna(""),
                },
                geometry=rows.geometry,
            ),
        )


def _joined(rows: pd.DataFrame, columns: list[str], between: str) -> pd.Series:
    """Return some columns as one text."""
    first, *others = columns
    if not others:
        return rows[first].fillna("")
    return rows[first].str.cat(rows[others], sep=between, na_rep="")


def _read(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)


def geojson(data: Path, made: folium.Map) -> None:
    """Draw each layer as one GeoJson, a marker a point."""
    for name, rows in layers(data):
        _shapes(rows, name).add_to(made)


def cluster(data: Path, made: folium.Map) -> None:
    """Draw each layer as a MarkerCluster of Markers."""
    for name, rows in layers(data):
        group = _group(made, name)
        pins = plugins.MarkerCluster().add_to(group)  # type: ignore[no-untyped-call]
        for lat, lon, text in _rows(rows):
            folium.Marker((lat, lon), popup=folium.Popup(text)).add_to(pins)
        _others(rows, group)


def fast(data: Path, made: folium.Map) -> None:
    """Draw each layer as a FastMarkerCluster with popups."""
    for name, rows in layers(data):
        group = _group(made, name)
        found = [list(row) for row in _rows(rows)]
        if found:  # it refuses an empty list
            plugins.FastMarkerCluster(found, callback=FAST).add_to(group)  # type: ignore[no-untyped-call]
        _others(rows, group)


def explore(data: Path, made: folium.Map) -> None:
    """Let geopandas draw each layer, a circle a point."""
    for name, rows in layers(data):
        rows.explore(m=made, name=name, tooltip=False, popup=["names", "facts"])


def _group(made: folium.Map, name: str) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=name)
    group.add_to(made)
    return group


def _rows(rows: gpd.GeoDataFrame) -> Iterator[tuple[float, float, str]]:
    """Yield latitude, longitude and text of the points."""
    points = rows[rows.geom_type == "Point"]
    texts = "<b>" + points["names"] + "</b><br>" + points["facts"]
    yield from zip(points.geometry.y.tolist(), points.geometry.x.tolist(), texts, strict=True)


def _others(rows: gpd.GeoDataFrame, group: folium.FeatureGroup) -> None:
    """Add the lines and areas, which clusters do not take."""
    shapes = rows[rows.geom_type != "Point"]
    if len(shapes):
        _shapes(shapes, None).add_to(group)


def _shapes(rows: gpd.GeoDataFrame, name: str | None) -> folium.GeoJson:
    popup = folium.GeoJsonPopup(fields=["names", "facts"], labels=False)
    return folium.GeoJson(rows, name=name, popup=popup)


PEERS: dict[str, Callable[[Path, folium.Map], None]] = {
    "FastMarkerCluster": fast,
    "MarkerCluster": cluster,
    "GeoJson": geojson,
    "explore": explore,
}


def main(name: str, data: Path, page: Path) -> int:
    """Build the page of one peer."""
    described = tomllib.loads((data / "map.toml").read_text(encoding="utf-8"))
    west, south, east, north = described["bounds"]
    made = folium.Map(tiles=None)
    made.options["maxZoom"] = 18  # a tile layer would say it, and clusters cannot do without
    made.fit_bounds([(south, west), (north, east)])
    PEERS[name](data, made)
    folium.LayerControl(collapsed=False).add_to(made)
    page.parent.mkdir(parents=True, exist_ok=True)
    made.save(page)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
