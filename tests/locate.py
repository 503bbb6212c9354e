"""What tests of `locate` share: places to look for, services on loopback, candidates."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geo import cli
from geo.formats import geojson
from geo.formats.geojson import Json
from geo.locating import geocoding
from geo.locating.candidates import Candidate
from geo.locating.service_registry import SERVICES
from geo.spatial import datum
from tests.importing import LAYER, eastern

AGENT = ("--user-agent", "tests (tests@example.org)")
KEY = "0123secret+key/789"
TRUE = (119.2111, 36.1511)
"""Where the quarry is, in WGS 84."""
QUARRY = "old-quarry"
KEYED = ("tianditu", "amap", "baidu")


def china(folder: Path) -> Path:
    """Return the tiny county in China, with a quarry that has a Chinese name as well."""
    data = eastern(folder)
    path = data / LAYER
    text = path.read_text(encoding="utf-8")
    old = '"name": "Old quarry",'
    assert old in text
    new = f'{old}\n        "aliases": "北辰村;North quarry",'
    path.write_text(text.replace(old, new), encoding="utf-8")
    return data


@dataclass
class Server:
    """A service on loopback; a test says what it answers."""

    url: str = ""
    answer: Callable[[dict[str, str]], object] = lambda _: []
    """A JSON value, bytes as they are, or a number: the status of a failure."""
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    hangs: bool = False
    drips: bool = False


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a free port while the block runs."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            state.asked.append({"path": urlsplit(self.path).path, **given})
            state.agents.append(self.headers.get("User-Agent", ""))
            if state.hangs:
                state.stop.wait(20)
                return
            found = state.answer(given)
            status = found if isinstance(found, int) else 200
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            with suppress(OSError):
                self.send_response(status)
                for name, value in state.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for byte in body if state.drips else ():
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    if state.stop.wait(0.05):
                        return
                if not state.drips:
                    self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def gives(name: str, *places: tuple[str, float, float]) -> object:
    """Return what a service answers for places in WGS 84, in its protocol and its datum."""
    shifted = [
        (title, *datum.from_wgs84(lon, lat, SERVICES[name].datum)) for title, lon, lat in places
    ]
    return PROTOCOLS[name](shifted)


def _nominatim(places: list[tuple[str, float, float]]) -> object:
    return [
        {
            "place_id": number, "licence": "Data © OpenStreetMap contributors", "osm_type": "node",
            "osm_id": number, "lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "class": "place",
            "type": "hamlet", "name": title, "display_name": f"{title}, Moorland",
            "boundingbox": [f"{lat - .001}", f"{lat + .001}", f"{lon - .001}", f"{lon + .001}"],
        }
        for number, (title, lon, lat) in enumerate(places, 1)
    ]  # fmt: skip


def _photon(places: list[tuple[str, float, float]]) -> object:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "osm_type": "N", "osm_id": number, "osm_key": "place", "osm_value": "hamlet",
                "name": title, "country": "China",
                "extent": [lon - 0.001, lat + 0.001, lon + 0.001, lat - 0.001],
            },
        }
        for number, (title, lon, lat) in enumerate(places, 1)
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _tianditu(places: list[tuple[str, float, float]]) -> object:
    pois = [
        {"name": title, "lonlat": f"{lon:.6f},{lat:.6f}", "address": "", "hotPointID": f"H{number}"}
        for number, (title, lon, lat) in enumerate(places, 1)
    ]
    status = {"cndesc": "服务正常", "infocode": 1000}
    return {"resultType": 1, "count": len(pois), "pois": pois, "status": status}


def _amap(places: list[tuple[str, float, float]]) -> object:
    pois = [
        {
            "id": f"B{number}", "name": title, "type": "地名地址信息;普通地名;村庄级地名",
            "location": f"{lon:.6f},{lat:.6f}", "address": [], "pname": "山东省",
        }
        for number, (title, lon, lat) in enumerate(places, 1)
    ]  # fmt: skip
    found = {"status": "1", "info": "OK", "infocode": "10000", "pois": pois}
    return {**found, "count": str(len(pois))}


def _baidu(places: list[tuple[str, float, float]]) -> object:
    if not places:
        return {"status": 0, "result": {}}
    _, lon, lat = places[0]
    result = {"location": {"lng": lon, "lat": lat}, "precise": 1, "confidence": 80, "level": "村庄"}
    return {"status": 0, "result": result}


PROTOCOLS: dict[str, Callable[[list[tuple[str, float, float]]], object]] = {
    "nominatim": _nominatim, "photon": _photon, "tianditu": _tianditu, "amap": _amap,
    "baidu": _baidu,
}  # fmt: skip


def instance(patch: pytest.MonkeyPatch, name: str, server: Server) -> None:
    """Let a service be asked at the server, with a key where it has one."""
    service = SERVICES[name]
    patch.setenv(service.url_env, server.url)
    if service.key_env:
        patch.setenv(service.key_env, KEY)


def unasked(patch: pytest.MonkeyPatch) -> None:
    """Let no service that this machine's environment names be asked."""
    for service in SERVICES.values():
        for name in filter(None, (service.url_env, service.key_env)):
            patch.delenv(name, raising=False)
    patch.delenv(geocoding.USER_AGENT_VARIABLE, raising=False)


def locate(data: Path, *options: str) -> int:
    return cli.main(["locate", "--data", str(data), *options])


def quarry(data: Path) -> geojson.Feature:
    """Return the place that is looked for."""
    features, faults = geojson.read_features(data / LAYER, LAYER)
    assert not faults
    return next(each for each in features if each.properties["id"] == QUARRY)


def found(service: str, lon: float, lat: float, **more: Any) -> Candidate:  # noqa: ANN401
    """Return a sound candidate for the quarry, but for what a test says."""
    origins = {"nominatim": "OpenStreetMap", "photon": "OpenStreetMap", "CN.txt": "GeoNames"}
    made = Candidate(
        place=QUARRY, service=service, query="Old quarry", name="Old quarry", kind="place/hamlet",
        like="name", record=f"{lon:.6f},{lat:.6f}", lon=lon, lat=lat, datum="WGS84", wgs84_lon=lon,
        wgs84_lat=lat, extent_m=0, origin=origins.get(service, service), source=service,
        licence="ODbL 1.0",
    )  # fmt: skip
    return replace(made, **more)


def placed(properties: Mapping[str, Any]) -> Json:
    """Return those properties of a place that say how it is located."""
    names = (
        "located_by", "location_source", "location_licence", "source_datum", "uncertainty_m",
        "checked_on",
    )  # fmt: skip
    return {name: properties[name] for name in names if name in properties}
