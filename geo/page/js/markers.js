{
  const { data, store, strings, words, layout } = atlas;
  const { h, local } = atlas.dom;
  const { signOf } = atlas.icons;
  const { pick } = strings;
  const RADIUS = { certain: 15, "less-certain": 18, uncertain: 12 };
  /** Pixels between two samples of a line, less than a name is high. */
  const LINE_STEP = 9;
  /** Room that the name of a place lit from elsewhere has at its right, else it stands at its left. */
  const ROOM = 170;
  const made = new Map();
  let map = null;
  let fanned = [];
  let guest = -1;
  let written = false;
  let due = false;

  /** Take the map that glyph markers are set on; `show` says of which places. */
  function init(leaflet) {
    map = leaflet;
    store.on(["hover"], point);
  }

  /** Write names, from now on: to measure them is half the work of the first picture, so they come after it. */
  function write() {
    written = true;
    const again = () => {
      name([...made.keys()]);
      arrange();
    };
    store.on(["lang"], again);
    again();
    // a font may come late
    document.fonts?.ready.then(arrange);
  }

  /**
   * Set a glyph marker on each of some places and on no other. Those that would cover each other are
   * moved apart with a line to the true point, those of `fan`, which lie on one spot, around it;
   * names stand beside them where there is room, and come later where they are not at hand.
   */
  function show(places, fan = []) {
    const wanted = new Set(places);
    fanned = fan;
    if (wanted.has(guest)) stay();
    for (const i of made.keys()) if (!wanted.has(i) && i !== guest) drop(i);
    add(places);
    select();
  }

  /** Light a place that has no marker of its own just now, and the last one no longer. */
  function light(i) {
    if (i === guest || (made.has(i) && guest < 0)) return;
    if (guest >= 0) drop(guest);
    guest = i >= 0 && !made.has(i) && data.located(i) ? i : -1;
    if (guest < 0) return;
    add([i]);
    const { marker, body } = made.get(i);
    const { x } = map.latLngToContainerPoint(marker.getLatLng());
    place(body, { dx: 0, dy: 0 }, x > map.getSize().x - ROOM ? "left" : "right");
    marker.getElement().setAttribute("tabindex", "-1");
    marker.setZIndexOffset(1000);
    point();
  }

  /** Make the guest one of the others. */
  function stay() {
    made.get(guest).marker.getElement().setAttribute("tabindex", reached(guest) ? "0" : "-1");
    guest = -1;
  }

  function add(places) {
    const fresh = places.filter((i) => !made.has(i));
    for (const i of fresh) made.set(i, make(i));
    for (const i of fresh) made.get(i).marker.addTo(map);
    name(fresh);
  }

  function drop(i) {
    made.get(i).marker.remove();
    made.delete(i);
  }

  function make(i) {
    const [lon, lat] = data.anchor(i);
    const word = h("span", { class: "pin-name" });
    const body = h(
      "span",
      { class: "pin-body", "data-number": i },
      h("span", { class: "pin-leader" }),
      h("span", { class: "pin-disc" }, signOf(i), word),
    );
    const marker = L.marker([lat, lon], {
      icon: L.divIcon({ html: body, className: "pin", iconSize: [0, 0] }),
      keyboard: reached(i),
      riseOnHover: true,
      autoPanOnFocus: false,
    });
    marker.on("click", () => store.select(i));
    marker.on("mouseover", () => atlas.scene.hover(i));
    marker.on("mouseout", () => atlas.scene.hover(-1));
    marker.on("add", () => ready(i, marker));
    return { marker, body, word };
  }

  /** Return whether a place is reached by keys at its marker: on a small map a line is at its line. */
  function reached(i) {
    return data.pointed(i) || !atlas.scene.small();
  }

  function ready(i, marker) {
    const node = marker.getElement();
    if (!reached(i)) {
      node.setAttribute("aria-hidden", "true");
      return;
    }
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      store.select(i);
    });
    node.addEventListener("focus", () => atlas.scene.hover(i));
    node.addEventListener("blur", () => atlas.scene.hover(-1));
  }

  /** Write names, those at hand at once, the others when they have come. */
  function name(places) {
    if (!written) return;
    const missing = places.filter((i) => !data.hasName(i));
    for (const i of places) if (data.hasName(i)) call(i);
    if (!missing.length) return;
    const late = () => {
      for (const i of missing) if (made.has(i) && data.hasName(i)) call(i);
      arrange();
    };
    // markers without names still say what is where; who opens one is told what could not be had
    data.names(missing).then(late, late);
  }

  function call(i) {
    const { marker, body, word } = made.get(i);
    body.dataset.place = data.idOf(i);
    marker.getElement()?.setAttribute("aria-label", words.label(i));
    word.replaceChildren(local(pick(data.name(i))));
  }

  /**
   * Lay discs and names out anew once all who follow the same change have followed it: names keep
   * clear of lines, which Leaflet draws in listeners of its own, and of the card, which comes and goes.
   */
  function arrange() {
    if (!due) queueMicrotask(lay);
    due = true;
  }

  /** Lay discs and names out; their distances on the screen change only with the zoom. */
  function lay() {
    due = false;
    const seen = [...made.keys()].filter((i) => i !== guest);
    const points = seen.map((i) => {
      const { x, y } = map.latLngToLayerPoint(made.get(i).marker.getLatLng());
      return { x, y, r: RADIUS[data.certainty(i)] };
    });
    const moves = apart(seen, points);
    // where many lie on one spot, their lines would cover them
    const bare = new Set(layout.piles(points).flat());
    const beside = written ? sides(seen, points, moves) : [];
    seen.forEach((i, k) => place(made.get(i).body, moves[k], beside[k] ?? "none", bare.has(k)));
  }

  /** Choose a side for each name, those of the backdrop among them, and return those of the markers. */
  function sides(seen, points, moves) {
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
    const found = layout.sides(
      [...first, ...pins, ...later],
      [...covers(seenBox), ...atlas.cloud.boxes()],
      seenBox,
      lines(seenBox),
    );
    first.forEach(({ node }, k) => (node.dataset.side = found[k]));
    later.forEach(({ node }, k) => (node.dataset.side = found[first.length + seen.length + k]));
    return found.slice(first.length, first.length + seen.length);
  }

  /** Return how far each disc moves: around the spot that it shares with others, or off its neighbours. */
  function apart(seen, points) {
    const around = new Map(layout.fan(fanned.length).map((move, k) => [fanned[k], move]));
    const free = points.filter((point, k) => !around.has(seen[k]));
    const moves = layout.spread(free).values();
    return seen.map((i) => around.get(i) ?? moves.next().value);
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

  function place(body, { dx, dy }, side, bare = false) {
    const far = Math.hypot(dx, dy);
    body.style.setProperty("--dx", `${dx.toFixed(1)}px`);
    body.style.setProperty("--dy", `${dy.toFixed(1)}px`);
    body.style.setProperty("--far", `${far.toFixed(1)}px`);
    body.style.setProperty("--turn", `${Math.atan2(dy, dx).toFixed(3)}rad`);
    body.classList.toggle("is-moved", far > 6 && !bare);
    body.dataset.side = side;
  }

  /** Return small boxes along the lines that are seen: a name across a line is hard to read. */
  function lines({ x, y, w, h: high }) {
    const paths = [...map.getContainer().querySelectorAll("path.shape-line, path.bd-rail, path.bd-river")];
    return paths
      .flatMap((path) => layout.along(path.getAttribute("d"), LINE_STEP))
      .filter((at) => at.x + 2 > x && at.x + 2 < x + w && at.y + 2 > y && at.y + 2 < y + high);
  }

  /** Return the boxes of what lies over the map's corners, which names keep clear of. */
  function covers(seenBox) {
    const whole = map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".credits, .legend, .scale, .controls, .card, .dock")].map(
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
      marker.setZIndexOffset(i === chosen ? 2000 : 1000 * (i === guest));
    }
    arrange();
  }

  function point() {
    for (const [i, { body }] of made) body.classList.toggle("is-hover", i === store.get("hover"));
  }

  /** Return the marker nearest to a position among those that keys reach, as {node, far}, or null. */
  function near(at) {
    const to = map.latLngToLayerPoint(at);
    const found = [...made.values()].map(({ marker }) => ({
      node: marker.getElement(),
      far: map.latLngToLayerPoint(marker.getLatLng()).distanceTo(to),
    }));
    return found.filter(({ node }) => node?.tabIndex === 0).sort((a, b) => a.far - b.far)[0] ?? null;
  }

  /** Return the position of the marker that has the focus, or null. */
  function focused() {
    const node = document.activeElement;
    if (!node?.classList.contains("pin")) return null;
    return [...made.values()].find(({ marker }) => marker.getElement() === node)?.marker.getLatLng() ?? null;
  }

  atlas.markers = { init, write, show, light, arrange, near, focused };
}
