{
  const { data, store, strings } = atlas;
  const { h, redraw, inTurn } = atlas.dom;
  const { icon, sign } = atlas.icons;
  const { t } = strings;
  const GREY = "#5b564c";
  let root = null;
  let open = false;

  /** Build the legend: what glyph, ring and filling mean. It lists only what the map shows now. */
  function init(corner) {
    root = h("section", { class: "legend" });
    corner.append(root);
    open = matchMedia("(min-width: 68.75em) and (min-height: 47em)").matches;
    root.classList.toggle("is-open", open);
  }

  /** Fill the legend, which had its room from the start; it follows the state. */
  function fill() {
    store.on(["lang"], draw);
    store.on(store.filters, inTurn(draw));
    draw();
  }

  function draw() {
    root.setAttribute("aria-label", t("legend.title"));
    root.classList.toggle("is-open", open);
    redraw(
      root,
      h("h2", { class: "hidden" }, t("legend.title")),
      h(
        "button",
        {
          type: "button",
          class: "legend-toggle",
          "data-focus": "legend",
          "aria-expanded": String(open),
          "aria-controls": "legend-body",
          on: { click: turn },
        },
        icon("key"),
        t("legend.title"),
      ),
      h(
        "div",
        { class: "legend-body", id: "legend-body", hidden: !open },
        certainty(),
        states(),
        clusters(),
        ground(),
      ),
    );
  }

  function turn() {
    open = !open;
    draw();
    atlas.markers.arrange();
  }

  /** Return the values of `get` over the groups of places that are shown. */
  function used(get) {
    const found = data.groups().filter((group, g) => data.census()[g] && store.groups()[g]);
    return new Set(found.map(get));
  }

  /** What a ring with a number in it means, on a map of so many places that there may be some. */
  function clusters() {
    if (store.count((group) => group.certainty !== "none") <= atlas.scene.MOST) return null;
    const sample = h("span", { class: "cluster-sample", "aria-hidden": "true" }, strings.number(12));
    return part(t("legend.clusters"), [[sample, t("legend.cluster")]]);
  }

  const example = () => t("legend.sample");

  function certainty() {
    const found = used((group) => group.certainty);
    const rows = ["certain", "less-certain", "uncertain"].filter((name) => found.has(name));
    return part(
      t("legend.certainty"),
      rows.map((name) => [
        sign({ glyph: example(), colour: GREY, certainty: name }),
        t(`legend.${name}`),
      ]),
      found.has("none") && [[h("span", { class: "chip-sample" }), t("legend.none")]],
    );
  }

  function states() {
    const found = used((group) => group.state);
    const rows = ["open", "building", "planned", "designated", "unknown"].filter((name) =>
      found.has(name),
    );
    return part(
      t("legend.state"),
      rows.map((state) => [sign({ glyph: example(), colour: GREY, state }), t(`state.${state}`)]),
    );
  }

  function ground() {
    const roles = new Set(
      data
        .backdrop()
        .layers.filter(({ features }) => features.length)
        .map(({ role }) => role),
    );
    const rows = ["outline", "rail", "river"].filter((role) => roles.has(role));
    return part(
      t("legend.ground"),
      rows.map((role) => [h("span", { class: `line-sample sample-${role}` }), t(`legend.${role}`)]),
    );
  }

  function part(title, ...rows) {
    if (!rows.flat().some(Boolean)) return null;
    return h(
      "div",
      { class: "legend-part" },
      h("h3", { class: "small-heading" }, title),
      h(
        "ul",
        {},
        rows
          .flat()
          .filter(Boolean)
          .map(([sample, words]) =>
            h("li", {}, h("span", { class: "sample" }, sample), h("span", {}, words)),
          ),
      ),
    );
  }

  atlas.legend = { init, fill };
}
