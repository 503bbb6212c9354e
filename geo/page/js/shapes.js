{
  const { data, store, words } = atlas;
  const { svg, h } = atlas.dom;
  const drawn = new Map();
  let map = null;
  let ring = null;

  /**
   * Draw the places that are lines or areas, and the soft discs of uncertain points. The subject's
   * own area catches no click: the whole map lies in it.
   */
  function init(leaflet) {
    map = leaflet;
    map.createPane("soft").style.zIndex = 390;
    map.getPane("soft").style.pointerEvents = "none";
    gradients();
    for (let i = 0; i < data.count(); i += 1) if (data.located(i)) drawn.set(i, make(i));
    store.on(store.filters, draw);
    store.on(["lang"], name);
    store.on(["selected"], select);
    store.on(["hover"], point);
    draw();
    select();
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
      L.DomEvent.stop(event);
      store.select(i);
    });
    hit.on("mouseover", () => store.set({ hover: i }));
    hit.on("mouseout", () => store.set({ hover: -1 }));
    hit.on("add", () => focusable(i, hit));
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

  function draw() {
    for (const [i, made] of drawn) {
      if (!made) continue;
      if (store.shown(i)) made.all.addTo(map);
      else made.all.remove();
    }
    point();
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

  atlas.shapes = { init };
}
