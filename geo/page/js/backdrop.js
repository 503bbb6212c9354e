{
  const { data, store, strings } = atlas;
  const { h, local } = atlas.dom;
  const { pick } = strings;
  const PANES = { ground: 150, border: 250, names: 260 };
  const WORLD = [[-89, -540], [-89, 540], [89, 540], [89, -540]];
  let map = null;
  let names = null;
  let written = [];

  /**
   * Draw what lies under the sites, as a printed atlas does. Colours and widths stand in the style
   * sheet by role, so that dark mode, print and forced colours follow without redrawing.
   */
  function init(leaflet) {
    map = leaflet;
    for (const [pane, level] of Object.entries(PANES)) {
      map.createPane(pane).style.zIndex = level;
      map.getPane(pane).style.pointerEvents = "none";
    }
    const roles = new Map(data.backdrop().layers.map(({ role, features }) => [role, features]));
    ground(roles);
    names = L.layerGroup().addTo(map);
    map.on("zoomend", rank);
    store.on(["lang"], () => label(roles));
    label(roles);
  }

  function ground(roles) {
    const all = (role) => (roles.get(role) ?? []).map((feature) => feature.geometry);
    const sea = all("sea");
    for (const shape of sea) draw(shape, "ground", "sea");
    for (const width of ["wide", "middle", "narrow"]) {
      for (const shape of all("coast")) draw(shape, "ground", `shallows shallows-${width}`);
    }
    // the land is everything but the sea: it hides the half of the shallows that lies ashore
    if (sea.length) dry(sea);
    for (const width of ["wide", "middle", "narrow"]) {
      for (const shape of all("outline")) draw(shape, "ground", `edge edge-${width}`);
    }
    for (const shape of all("outline")) draw(shape, "ground", "subject");
    if (sea.length) for (const shape of sea) draw(shape, "ground", "sea-over");
    for (const shape of all("coast")) draw(shape, "ground", "coast");
    for (const shape of all("water")) draw(shape, "ground", "water");
    for (const shape of all("river")) draw(shape, "ground", "river");
    for (const shape of all("road")) draw(shape, "ground", "road");
    for (const { geometry, state } of roles.get("rail") ?? []) {
      draw(geometry, "ground", "rail");
      draw(geometry, "ground", `rail-ties is-${state}`);
    }
    for (const shape of all("outline")) draw(shape, "border", "border");
  }

  function draw(geometry, pane, role) {
    L.geoJSON(geometry, {
      interactive: false,
      pane,
      style: { className: `bd bd-${role}`, pane, interactive: false, smoothFactor: 0.6 },
    }).addTo(map);
  }

  function dry(sea) {
    const holes = sea.flatMap(({ type, coordinates }) =>
      (type === "Polygon" ? [coordinates] : coordinates).map(([ring]) => ring.map(([x, y]) => [y, x])),
    );
    L.polygon([WORLD, ...holes], { pane: "ground", interactive: false, className: "bd bd-land" }).addTo(map);
  }

  function label(roles) {
    names.clearLayers();
    written = [];
    for (const role of ["town", "label", "sea"]) {
      for (const feature of roles.get(role) ?? []) {
        if (feature.geometry.type === "Point") name(role, feature);
      }
    }
    written.sort((a, b) => a.rank - b.rank);
    rank();
  }

  /** Hide the names of lower ranks until the map is close enough for them. */
  function rank() {
    const [west, , east] = data.bounds();
    const base = Math.log2(360 / (east - west)) + 0.4;
    for (const { node, rank: r } of written) node.hidden = map.getZoom() < base + (r - 1) * 0.65;
  }

  /**
   * Return the names that are shown, most important first, as boxes to be laid out together with the
   * names of the places: {node, rank, x, y, r, w, h, centred}.
   */
  function shownNames() {
    return written
      .filter(({ node }) => !node.hidden)
      .map(({ node, at, rank: r, dotted }) => {
        const { x, y } = map.latLngToLayerPoint(at);
        const word = node.querySelector(".bd-word");
        const size = { w: word.offsetWidth, h: word.offsetHeight };
        return { node, rank: r, x, y, r: dotted ? 5 : 0, ...size, centred: !dotted };
      });
  }

  function name(role, { name: text, rank, geometry }) {
    const [lon, lat] = geometry.coordinates;
    const dotted = role === "town";
    const dot = dotted && h("span", { class: "town-dot" });
    const node = h("div", { class: `bd-name bd-name-${role} rank-${rank}`, "aria-hidden": "true" }, dot, local(pick(text), "span", { class: "bd-word" }));
    L.marker([lat, lon], {
      icon: L.divIcon({ html: node, className: "bd-icon", iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "names",
    }).addTo(names);
    written.push({ node, at: L.latLng(lat, lon), rank: rank ?? 1, dotted });
  }

  atlas.backdrop = { init, names: shownNames };
}
