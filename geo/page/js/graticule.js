{
  const { h } = atlas.dom;
  /** Minutes of arc between two lines, finest last; the first that gives lines 110 pixels apart. */
  const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
  const APART = 110;
  let map = null;
  let lines = null;
  let edge = null;

  /** Draw the net of meridians and parallels, with its degrees along the map's upper and right edge. */
  function init(leaflet, stage) {
    map = leaflet;
    edge = h("div", { class: "degrees", "aria-hidden": "true" });
    stage.append(edge);
    lines = L.layerGroup().addTo(map);
    map.on("zoomend moveend resize", draw);
    map.on("move", label);
    draw();
  }

  function step() {
    const pixels = (256 * 2 ** map.getZoom()) / 360 / 60;
    return STEPS.find((minutes) => minutes * pixels >= APART) ?? 600;
  }

  /** Return the multiples of the step, in minutes, between two degrees. */
  function between(from, to) {
    const by = step();
    const found = [];
    for (let at = Math.ceil((from * 60) / by) * by; at <= to * 60; at += by) found.push(at);
    return found;
  }

  function draw() {
    lines.clearLayers();
    const seen = map.getBounds().pad(0.5);
    const [west, south, east, north] = [
      seen.getWest(),
      seen.getSouth(),
      seen.getEast(),
      seen.getNorth(),
    ];
    const line = (points) =>
      L.polyline(points, {
        pane: "border",
        interactive: false,
        className: "bd bd-graticule",
        noClip: true,
      }).addTo(lines);
    for (const at of between(west, east))
      line([
        [south, at / 60],
        [north, at / 60],
      ]);
    for (const at of between(south, north))
      line([
        [at / 60, west],
        [at / 60, east],
      ]);
    label();
  }

  function label() {
    const seen = map.getBounds();
    const words = [];
    for (const at of between(seen.getWest(), seen.getEast())) {
      const { x } = map.latLngToContainerPoint([seen.getNorth(), at / 60]);
      if (x > 90 && x < map.getSize().x - 60)
        words.push(
          h(
            "span",
            { class: "degree is-meridian", "--at": `${Math.round(x)}px` },
            told(at, "E", "W"),
          ),
        );
    }
    for (const at of between(seen.getSouth(), seen.getNorth())) {
      const { y } = map.latLngToContainerPoint([at / 60, seen.getEast()]);
      if (y > 30)
        words.push(
          h(
            "span",
            { class: "degree is-parallel", "--at": `${Math.round(y)}px` },
            told(at, "N", "S"),
          ),
        );
    }
    edge.replaceChildren(...words);
  }

  function told(minutes, plus, minus) {
    const all = Math.abs(minutes);
    const rest = String(Math.round(all % 60)).padStart(2, "0");
    return `${Math.floor(all / 60)}°${rest}′${minutes < 0 ? minus : plus}`;
  }

  atlas.graticule = { init };
}
