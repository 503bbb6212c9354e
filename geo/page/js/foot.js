{
  const { data, store, strings } = atlas;
  const { h, local, redraw } = atlas.dom;
  const { icon } = atlas.icons;
  const { t, pick } = strings;

  /** Fill the panel's foot: source, day, and the ways to what is known, to text, picture and print. */
  function init(foot) {
    const draw = () => redraw(foot, footer());
    store.on(["lang"], draw);
    draw();
  }

  function footer() {
    const source = data.sources()[0];
    return [
      source &&
        h("p", { class: "source-line" }, `${t("panel.source")} `, local(pick(source.title))),
      data.checkedOn() &&
        h("p", { class: "source-line" }, t("panel.checked", { day: data.checkedOn() })),
      h(
        "div",
        { class: "foot-ways" },
        way("about", "info", "about.open", () => atlas.about.open()),
        way("edition", "table", "panel.edition", () => atlas.edition.open()),
        way("snippet", "code", "snippet.open", () => atlas.snippet.open()),
        atlas.picture.button(),
        atlas.print.button(),
      ),
    ];
  }

  function way(name, sign, key, act) {
    const named = { type: "button", class: "quiet-button", "data-focus": name, on: { click: act } };
    return h("button", named, icon(sign), t(key));
  }

  atlas.foot = { init };
}
