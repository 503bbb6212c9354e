{
  const { data, store, strings, words, layout } = atlas;
  const { h, local } = atlas.dom;
  const { signOf } = atlas.icons;
  const { pick } = strings;
  const RADIUS = { certain: 15, "less-certain": 18, uncertain: 12 };
  /** Pixels between two samples of a line, less than a name is high. */
  const LINE_STEP = 9;
  const made = new Map();
  let map = null;

  /**
   * Set a glyph marker on every located place but the subject. Those that would cover each other are
   * moved apart with a line to the true point; names stand beside them where there is room.
   */
  function init(leaflet) {
    map = leaflet;
    for (let i = 0; i < data.count(); i += 1) {
      if (data.located(i) && i !== data.subject()) made.set(i, make(i));
    }
    map.on("zoomend moveend resize", arrange);
    store.on(store.filters, draw);
    store.on(["lang"], () => {
      for (const i of made.keys()) name(i);
      arrange();
    });
    store.on(["selected"], select);
    store.on(["hover"], point);
    draw();
    // names are measured, and a font may come late
    document.fonts?.ready.then(arrange);
  }

  function make(i) {
    const [lon, lat] = data.anchor(i);
    const word = h("span", { class: "pin-name" });
    const body = h(
      "span",
      { class: "pin-body", "data-place": data.idOf(i), "data-number": i },
      h("span", { class: "pin-leader" }),
      h("span", { class: "pin-disc" }, signOf(i), word),
    );
    const marker = L.marker([lat, lon], {
      icon: L.divIcon({ html: body, className: "pin", iconSize: [0, 0] }),
      keyboard: data.pointed(i),
      riseOnHover: true,
      autoPanOnFocus: false,
    });
    marker.on("click", () => store.select(i));
    marker.on("mouseover", () => store.set({ hover: i }));
    marker.on("mouseout", () => store.set({ hover: -1 }));
    marker.on("add", () => ready(i, marker));
    return { marker, body, word };
  }

  /** Give the marker its name and its keys. A line or an area is reached at its line, not twice. */
  function ready(i, marker) {
    const node = marker.getElement();
    name(i);
    if (!data.pointed(i)) {
      node.setAttribute("aria-hidden", "true");
      return;
    }
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      store.select(i);
    });
    node.addEventListener("focus", () => store.set({ hover: i }));
    node.addEventListener("blur", () => store.set({ hover: -1 }));
  }

  function name(i) {
    const { marker, word } = made.get(i);
    marker.getElement()?.setAttribute("aria-label", words.label(i));
    word.replaceChildren(local(pick(data.name(i))));
  }

  function draw() {
    for (const [i, { marker }] of made) {
      if (store.shown(i)) marker.addTo(map);
      else marker.remove();
    }
    select();
  }

  /** Lay discs and names out anew; their distances on the screen change only with the zoom. */
  function arrange() {
    const seen = [...made.keys()].filter((i) => store.shown(i));
    const points = seen.map((i) => {
      const { x, y } = map.latLngToLayerPoint(made.get(i).marker.getLatLng());
      return { x, y, r: RADIUS[data.certainty(i)] };
    });
    const moves = layout.spread(points);
    const pins = seen.map((i, k) => {
      const { word } = made.get(i);
      const { x, y, r } = points[k];
      return {
        x: x + moves[k].dx,
        y: y + moves[k].dy,
        r,
        w: word.offsetWidth,
        h: word.offsetHeight,
      };
    });
    const under = atlas.backdrop.names();
    const first = under.filter(({ rank }) => rank === 1);
    const later = under.filter(({ rank }) => rank !== 1);
    const seenBox = frame();
    const sides = layout.sides(
      [...first, ...pins, ...later],
      covers(seenBox),
      seenBox,
      lines(seenBox),
    );
    first.forEach(({ node }, k) => (node.dataset.side = sides[k]));
    seen.forEach((i, k) => place(made.get(i).body, moves[k], sides[first.length + k]));
    later.forEach(({ node }, k) => (node.dataset.side = sides[first.length + seen.length + k]));
  }

  /** Return what the reader sees of the map, in the pixels that layers are laid out in. */
  function frame() {
    const { min, max } = map.getPixelBounds();
    const origin = map.getPixelOrigin();
    return {
      x: min.x - origin.x + 6,
      y: min.y - origin.y + 6,
      w: max.x - min.x - 12,
      h: max.y - min.y - 12,
    };
  }

  function place(body, { dx, dy }, side) {
    const far = Math.hypot(dx, dy);
    body.style.setProperty("--dx", `${dx.toFixed(1)}px`);
    body.style.setProperty("--dy", `${dy.toFixed(1)}px`);
    body.style.setProperty("--far", `${far.toFixed(1)}px`);
    body.style.setProperty("--turn", `${Math.atan2(dy, dx).toFixed(3)}rad`);
    body.classList.toggle("is-moved", far > 6);
    body.dataset.side = side;
  }

  /** Return small boxes along the lines that are seen: a name across a line is hard to read. */
  function lines({ x, y, w, h: high }) {
    const boxes = [];
    for (const path of map.getPane("overlayPane").querySelectorAll("path.shape-line")) {
      const length = path.getTotalLength();
      for (let at = 0; at < length; at += LINE_STEP) {
        const point = path.getPointAtLength(at);
        const seen = point.x > x && point.x < x + w && point.y > y && point.y < y + high;
        if (seen) boxes.push({ x: point.x - 2, y: point.y - 2, w: 4, h: 4 });
      }
    }
    return boxes;
  }

  /** Return the boxes of what lies over the map's corners, which names keep clear of. */
  function covers(seenBox) {
    const whole = map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".credits, .legend, .scale, .controls, .card")].map(
      (node) => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return {
          x: left - whole.left + seenBox.x - 6,
          y: top - whole.top + seenBox.y - 6,
          w: width,
          h: height,
        };
      },
    );
  }

  function select() {
    const chosen = store.get("selected");
    for (const [i, { marker, body }] of made) {
      body.classList.toggle("is-selected", i === chosen);
      marker.setZIndexOffset(i === chosen ? 2000 : 0);
    }
    arrange();
  }

  function point() {
    for (const [i, { body }] of made) body.classList.toggle("is-hover", i === store.get("hover"));
  }

  atlas.markers = { init, arrange };
}
