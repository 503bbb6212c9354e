{
  const { data, dom } = atlas;
  /** The drawn backdrop has no streets: closer than this there is nothing to see around a place. */
  const CLOSEST = { drawn: 11.5, tiles: 15 };
  const EDGE = 28;
  /** Pixels of a map that is too narrow to keep clear of a button in its corner, and of such a button. */
  const NARROW = 600;
  const LOW = 60;
  let map = null;
  let covers = [];

  /** Take the map; `covering` are selectors of what may lie over it (card, dock, panel). */
  function init(leaflet, covering) {
    map = leaflet;
    covers = covering;
  }

  /**
   * Return how much of the map's edges is covered, in pixels: a card at the right, the dock and the
   * phone's sheet below. What is shown is then fitted into the free part.
   */
  function padding() {
    const whole = map.getContainer().getBoundingClientRect();
    const room = { left: EDGE, top: EDGE, right: EDGE, bottom: EDGE };
    for (const node of covers.length ? dom.parts(covers.join()) : []) {
      const part = node.getBoundingClientRect();
      if (!part.width || part.top > whole.bottom) continue;
      if (part.width > whole.width * 0.7) {
        room.bottom = Math.max(room.bottom, whole.bottom - part.top + EDGE);
      } else if (part.left - whole.left > whole.right - part.right) {
        room.right = Math.max(room.right, whole.right - part.left + EDGE / 2);
      } else if (part.height > LOW || whole.width > NARROW) {
        // a cluster at the edge of what is fitted reaches beyond it
        room.left = Math.max(room.left, part.right - whole.left + EDGE);
      }
    }
    // a window lower than what covers it leaves no free part: then centre on the whole
    if (room.bottom + room.top > whole.height - 60) room.bottom = EDGE;
    if (room.right + room.left > whole.width - 60) room.right = EDGE;
    return room;
  }

  function fit(bounds, options = {}) {
    const { left, top, right, bottom } = padding();
    map.fitBounds(bounds, {
      paddingTopLeft: [left, top],
      paddingBottomRight: [right, bottom],
      animate: !dom.still() && !options.cut,
      maxZoom: options.maxZoom,
    });
  }

  function corners([west, south, east, north]) {
    return [
      [south, west],
      [north, east],
    ];
  }

  /** Show everything that is located: the subject's outline and all places around it. */
  function whole(cut = false) {
    fit(L.latLngBounds(corners(data.extent())), { cut });
  }

  /** Return what has to be seen of a place: its shape, or the circle that its true spot lies in. */
  function extent(i) {
    if (!data.pointed(i)) return L.latLngBounds(corners(data.bbox(i)));
    const [lon, lat] = data.anchor(i);
    return L.latLng(lat, lon).toBounds(Math.max(1500, data.radius(i) * 2.4));
  }

  /** Fly to a place and its circle of uncertainty. Does nothing for one that is not located. */
  function to(i, cut = false) {
    const maxZoom = CLOSEST[atlas.store.get("base") ? "tiles" : "drawn"];
    if (data.located(i)) fit(extent(i), { cut, maxZoom });
  }

  /** Move only as far as needed for a place's point to be seen beside what covers the map. */
  function reveal(i) {
    if (!data.located(i)) return;
    const [lon, lat] = data.anchor(i);
    const at = map.latLngToContainerPoint([lat, lon]);
    const { left, top, right, bottom } = padding();
    const size = map.getSize();
    const free = L.bounds([left, top], [size.x - right, size.y - bottom]);
    if (free.contains(at)) return;
    const by = at.subtract(free.getCenter());
    map.panBy(by, { animate: !dom.still() });
  }

  /**
   * Keep the map right when its box changes: a hidden tab or an iframe that opens has size 0 first,
   * and is fitted once when it gets one; later changes only redraw.
   */
  function watch(box) {
    let empty = !box.clientWidth || !box.clientHeight;
    new ResizeObserver(() => {
      const now = !box.clientWidth || !box.clientHeight;
      map.invalidateSize({ animate: false, pan: false });
      if (empty && !now) whole(true);
      empty = now;
    }).observe(box);
  }

  atlas.view = { init, fit, whole, to, reveal, watch };
}
