{
  const { data, store, strings, words, share } = atlas;
  const { h, local, redraw } = atlas.dom;
  const { icon, signOfLayer, mark } = atlas.icons;
  const { t, pick } = strings;
  const open = new Set();
  let root = null;

  /** Build the list of layers with their places into the panel's page; it follows the state. */
  function init(page) {
    root = h("div", { class: "groups" });
    page.append(root);
    if (matchMedia("(min-width: 761px)").matches) open.add(first());
    store.on(["lang", ...store.filters], draw);
    store.on(["selected"], follow);
    store.on(["hover"], point);
    store.on(["here"], draw);
    draw();
  }

  const first = () => data.layers().findIndex((layer, l) => data.amount(l) > 0);

  function draw() {
    redraw(
      root,
      h("h2", { class: "hidden" }, t("list.heading")),
      data.layers().map((layer, l) => data.amount(l) > 0 && group(l)),
    );
    mark_selected();
  }

  function group(l) {
    const name = pick(data.layers()[l].name);
    const all = data.inLayer(l).filter((i) => store.passes(i));
    const members = [...all.filter(data.located), ...all.filter((i) => !data.located(i))];
    const id = data.layers()[l].id;
    const off = store.get("off").has(l);
    const body = h(
      "ul",
      { class: "group-list", id: `group-${id}`, hidden: !open.has(l) },
      members.map(row),
    );
    const toggle = h(
      "button",
      {
        type: "button",
        class: "group-name",
        "data-focus": `group-${id}`,
        "aria-expanded": String(open.has(l)),
        "aria-controls": `group-${id}`,
        on: { click: () => unfold(l) },
      },
      signOfLayer(l),
      local(name, "span", { class: "group-title" }),
      h(
        "span",
        {
          class: "group-count",
          title: t("list.counted_long", {
            located: members.filter(data.located).length,
            n: members.length,
          }),
        },
        counted(members),
      ),
      icon("open"),
    );
    return h(
      "section",
      { class: `group${off ? " is-off" : ""}`, "data-layer": id },
      h("div", { class: "group-head" }, h("h3", {}, toggle), knob(l, name, off)),
      body,
    );
  }

  /** Located of all: the count says at once how much of a layer stands on the map. */
  function counted(members) {
    const located = members.filter(data.located).length;
    if (located === members.length) return strings.number(members.length);
    return t("list.counted", { located, all: members.length });
  }

  function knob(l, name, off) {
    return h(
      "button",
      {
        type: "button",
        class: "switch hue",
        role: "switch",
        "--hue": data.layers()[l].colour,
        "data-focus": `switch-${data.layers()[l].id}`,
        "aria-checked": String(!off),
        "aria-label": t("list.switch", { layer: name.text }),
        on: { click: () => flip(l) },
      },
      h("span", { class: "switch-knob" }),
    );
  }

  function flip(l) {
    const off = new Set(store.get("off"));
    if (!off.delete(l)) off.add(l);
    const hides = store.get("selected") >= 0 && off.has(data.layer(store.get("selected")));
    store.set(hides ? { off, selected: -1 } : { off });
  }

  function unfold(l) {
    if (!open.delete(l)) open.add(l);
    draw();
  }

  function row(i) {
    const name = pick(data.name(i));
    const certainty = data.certainty(i);
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "row",
          "data-place": data.idOf(i),
          "data-focus": `row-${data.idOf(i)}`,
          on: {
            click: () => share.choose(i),
            pointerenter: () => store.set({ hover: i }),
            pointerleave: () => store.set({ hover: -1 }),
            focus: () => store.set({ hover: i }),
            blur: () => store.set({ hover: -1 }),
          },
        },
        mark(certainty),
        local(name, "span", { class: "row-name" }),
        h("span", { class: "row-state" }, data.located(i) ? far(i) : t("certainty.none")),
      ),
    );
  }

  /** How far it is from the reader, where that is known, else how surely it is located. */
  function far(i) {
    return atlas.position.away(i)?.short ?? radius(i);
  }

  function radius(i) {
    return data.radius(i) ? `±${words.distance(data.radius(i))}` : "";
  }

  /** Open the group of what was selected elsewhere and bring its row into sight. */
  function follow(how) {
    const i = store.get("selected");
    if (i >= 0 && !open.has(data.layer(i))) {
      open.add(data.layer(i));
      draw();
    } else mark_selected();
    const chosen = root.querySelector(".row[aria-current]");
    if (chosen && !how.still) chosen.scrollIntoView({ block: "nearest" });
  }

  function mark_selected() {
    const i = store.get("selected");
    const id = i < 0 ? null : data.idOf(i);
    for (const node of root.querySelectorAll(".row")) {
      if (node.dataset.place === id) node.setAttribute("aria-current", "true");
      else node.removeAttribute("aria-current");
    }
  }

  function point() {
    const i = store.get("hover");
    const id = i < 0 ? null : data.idOf(i);
    for (const node of root.querySelectorAll(".row")) {
      node.classList.toggle("is-hover", node.dataset.place === id);
    }
    // a folded group cannot light the row, so its head is lit
    for (const node of root.querySelectorAll(".group")) {
      const own = i >= 0 && node.dataset.layer === data.layers()[data.layer(i)].id;
      node.classList.toggle("has-hover", own && !open.has(data.layer(i)));
    }
  }

  atlas.list = { init };
}
