{
  const { h, svg } = atlas.dom;
  const { data } = atlas;
  const STROKES = {
    plus: "M10 4v12M4 10h12",
    minus: "M4 10h12",
    fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
    close: "M5 5l10 10M15 5L5 15",
    open: "M5 8l5 5 5-5",
    link: "M8.5 11.5l3-3M7 10l-2 2a2.1 2.1 0 003 3l2-2M13 10l2-2a2.1 2.1 0 00-3-3l-2 2",
    table: "M3 4.5h14v11H3zM3 8.5h14M8 8.5v7",
    out: "M8 5H4.5v10.5H15V12M11 4.5h4.5V9M15.5 4.5L9 11",
    key: "M4 5.5h2M9 5.5h7M4 10h2M9 10h7M4 14.5h2M9 14.5h7",
    back: "M12 5l-5 5 5 5",
  };

  /** Make a line icon; it is decoration, the words stand beside it or in its button's label. */
  function icon(name) {
    return svg(
      "svg",
      { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
      svg("path", { d: STROKES[name] }),
    );
  }

  /**
   * Make the sign of a place or a layer: the glyph in a disc. The disc's filling tells the state,
   * what surrounds it the certainty; `form` is {glyph, colour, state, certainty}.
   */
  function sign(form, size = "") {
    const { glyph, colour, state = "open", certainty = "certain" } = form;
    const classes = `sign hue is-${state} sure-${certainty} ${size}`;
    return h(
      "span",
      { class: classes, "--hue": colour, "aria-hidden": "true" },
      h("span", { class: "sign-glyph", lang: "zh" }, glyph),
    );
  }

  /** Make the sign of place `i`. */
  function signOf(i, size = "") {
    return sign(
      {
        glyph: data.glyph(i),
        colour: data.colour(i),
        state: data.state(i),
        certainty: data.certainty(i),
      },
      size,
    );
  }

  /** Make the sign of a layer, as it stands in the panel. */
  function signOfLayer(l, size = "") {
    const { glyph, colour } = data.layers()[l];
    return sign({ glyph, colour }, size);
  }

  /** Make the small mark that tells a place's certainty in lists. */
  function mark(certainty) {
    return h("span", { class: `mark mark-${certainty}`, "aria-hidden": "true" });
  }

  atlas.icons = { icon, sign, signOf, signOfLayer, mark };
}
