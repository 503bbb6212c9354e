{
  const { data, store, words } = atlas;
  const { svg, h } = atlas.dom;
  const { DEGREE } = atlas.columns;
  const drawn = new Map();
  /** Pixels that a line or an area of a large map is wide or high when it is drawn, and how many are. */
  const LEAST = 40;
  const MOST = 60;
  /** Pixels of the widest soft disc of a large map, and the length of the equator in metres. */
  const WIDE = 160;
  const EQUATOR = 40075016.7;
  let map = null;
  let ring = null;
  let wanted = new Set();

  /**
   * Take the map that lines, areas and the soft discs of uncertain points are drawn on; `show` says
   * which. The subject's own area catches no click: the whole map lies in it.
   */
  function init(leaflet) {
    map = leaflet;
    map.createPane("soft").style.zIndex = 390;
    map.getPane("soft").style.pointerEvents = "none";
    gradients();
    store.on(["lang"], name);
    store.on(["selected"], select);
    store.on(["hover"], point);
  }

  /** Draw some places and no others; those whose shapes are not at hand come when they are. */
  function show(places) {
    wanted = new Set(places);
    for (const [i, made] of drawn) {
      if (wanted.has(i)) continue;
      made?.all.remove();
      drawn.delete(i);
    }
    const missing = places.filter((i) => !data.hasShape(i));
    add(places);
    if (missing.length) data.shapes(missing).then(() => add(missing.filter((i) => wanted.has(i))), () => {});
    point();
  }

  function add(places) {
    for (const i of places) {
      if (drawn.has(i) || !data.hasShape(i)) continue;
      drawn.set(i, make(i));
      drawn.get(i)?.all.addTo(map);
    }
    point();
  }

  /** Return some places less those whose soft discs are so wide that, being many, they tint the whole map. */
  function modest(places) {
    const scale = 256 * 2 ** map.getZoom();
    const wide = (i) => data.radius(i) * scale > WIDE * EQUATOR * Math.cos((data.anchor(i)[1] * Math.PI) / 180);
    return places.filter((i) => !data.pointed(i) || data.certainty(i) !== "uncertain" || !wide(i));
  }

  /** Return the lines and areas in the map's view that are large enough to be told from a disc. */
  function large() {
    const bounds = map.getBounds().pad(0.15);
    const ends = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const [west, south, east, north] = ends.map((end) => end * DEGREE);
    const scale = (256 * 2 ** map.getZoom()) / 360 / DEGREE;
    const high = scale / Math.cos((bounds.getCenter().lat * Math.PI) / 180);
    const boxes = data.boxes();
    const found = [];
    // a country has a hundred thousand of them: most are told by their size alone
    data.drawn().forEach((i, k) => {
      const at = 4 * k;
      const size = Math.max((boxes[at + 2] - boxes[at]) * scale, (boxes[at + 3] - boxes[at + 1]) * high);
      if (size < LEAST || boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > north || boxes[at + 3] < south) return;
      if (i !== data.subject() && store.shown(i)) found.push({ i, size });
    });
    return found.sort((a, b) => b.size - a.size).slice(0, MOST).map(({ i }) => i);
  }

  /** One soft gradient per colour, for discs that have no edge because the position has none. */
  function gradients() {
    const colours = [...new Set(data.layers().map((layer) => layer.colour))];
    document.body.append(
      h(
        "div",
        { class: "defs", "aria-hidden": "true" },
        svg(
          "svg",
          { width: 0, height: 0 },
          svg(
            "defs",
            {},
            colours.map((colour) =>
              svg(
                "radialGradient",
                { id: gradient(colour), class: "hue", "--hue": colour },
                [
                  [0, 0.3],
                  [0.55, 0.18],
                  [0.85, 0.07],
                  [1, 0],
                ].map(([offset, opacity]) => svg("stop", { offset, "stop-opacity": opacity })),
              ),
            ),
          ),
        ),
      ),
    );
  }

  function gradient(colour) {
    return `soft-${colour.slice(1)}`;
  }

  const layerColour = (i) => data.layers()[data.layer(i)].colour;

  function make(i) {
    if (data.pointed(i)) return data.certainty(i) === "uncertain" ? soft(i) : null;
    if (i === data.subject()) return { all: L.layerGroup(), seen: null, hit: null };
    const geometry = data.geometry(i);
    const area = /Polygon/.test(geometry.type);
    const look = `is-${data.state(i)} sure-${data.certainty(i)}`;
    const style = data.style(i);
    // Leaflet draws in the order of making: the casing lies under the line
    const casing = L.geoJSON(geometry, {
      interactive: false,
      style: { className: "shape-casing", weight: 6, fill: false },
    });
    const seen = L.geoJSON(geometry, {
      interactive: false,
      style: {
        className: `shape hue ${area ? "shape-area" : "shape-line"} ${look}`,
        weight: style["stroke-width"] ?? 3,
        opacity: style["stroke-opacity"] ?? 1,
        fillOpacity: area ? (style["fill-opacity"] ?? 0.14) : 0,
      },
    });
    const hit = L.geoJSON(geometry, { style: { className: "hit", weight: 24, fill: area } });
    seen.on("add", () => elements(seen).forEach((node) => tint(node, i)));
    hit.on("click", (event) => {
      if (!atlas.scene.small() && atlas.cloud.at(event.containerPoint)) return; // what lies above the line is meant
      L.DomEvent.stop(event);
      store.select(i);
    });
    hit.on("mouseover", () => atlas.scene.hover(i));
    hit.on("mouseout", () => atlas.scene.hover(-1));
    if (atlas.scene.small()) hit.on("add", () => focusable(i, hit));
    return { all: L.layerGroup([casing, seen, hit]), seen, hit };
  }

  /** Give a path its colour as style properties: the style sheet lightens them in dark mode. */
  function tint(node, i) {
    const fill = data.style(i).fill;
    node.style.setProperty("--hue", data.colour(i));
    if (fill) node.style.setProperty("--fill", fill);
  }

  function soft(i) {
    const [lon, lat] = data.anchor(i);
    const disc = L.circle([lat, lon], {
      radius: data.radius(i),
      pane: "soft",
      interactive: false,
      stroke: false,
      className: "soft-disc",
      fillColor: `url(#${gradient(layerColour(i))})`,
      fillOpacity: 1,
    });
    return { all: L.layerGroup([disc]), seen: disc, hit: null };
  }

  /** Make a line or an area reachable by keyboard: Leaflet itself does this for markers only. */
  function focusable(i, hit) {
    hit.eachLayer((part) => {
      const node = part.getElement?.();
      if (!node || node.dataset.place) return;
      node.dataset.place = data.idOf(i);
      node.dataset.number = i;
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", words.label(i));
      node.addEventListener("focus", () => store.set({ hover: i }));
      node.addEventListener("blur", () => store.set({ hover: -1 }));
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        store.select(i);
      });
    });
  }

  function elements(group) {
    const found = [];
    group?.eachLayer?.((part) => part.getElement?.() && found.push(part.getElement()));
    if (group?.getElement?.()) found.push(group.getElement());
    return found;
  }

  function name() {
    for (const [i, made] of drawn) {
      for (const node of elements(made?.hit)) node.setAttribute("aria-label", words.label(i));
    }
  }

  /** Show the circle that the selected place's true position lies in, in metres on the ground. */
  function select() {
    ring?.remove();
    ring = null;
    const i = store.get("selected");
    point();
    map.getContainer().classList.toggle("subject-selected", i >= 0 && i === data.subject());
    if (i < 0 || !data.located(i) || !data.pointed(i) || !data.radius(i)) return;
    const [lon, lat] = data.anchor(i);
    ring = L.circle([lat, lon], {
      radius: data.radius(i),
      pane: "soft",
      interactive: false,
      className: `ring hue sure-${data.certainty(i)}`,
      fillOpacity: data.certainty(i) === "uncertain" ? 0 : 0.1,
    }).addTo(map);
    tint(ring.getElement(), i);
  }

  function point() {
    for (const [i, made] of drawn) {
      for (const node of elements(made?.seen)) {
        node.classList.toggle("is-selected", i === store.get("selected"));
        node.classList.toggle("is-hover", i === store.get("hover"));
      }
    }
  }

  atlas.shapes = { init, show, large, modest };
}
