{
  const { data, store, strings } = atlas;
  const { h, local } = atlas.dom;
  const { t, pick } = strings;
  let text = null;
  let back = null;
  let opener = null;
  let first = "";

  /**
   * Make the server-written text edition a view of its own: opened by a button, left by another. It
   * stands last in the file and may not have been read yet.
   */
  function init() {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
    else ready();
  }

  function ready() {
    text = document.getElementById("text");
    if (!text) return;
    first = text.lang;
    back = h("button", {
      type: "button",
      class: "quiet-button edition-back",
      on: { click: close },
    });
    text.prepend(back);
    store.on(["lang"], name);
    store.on(["lang"], () => document.documentElement.classList.contains("reading") && speak());
    name();
  }

  function name() {
    back.replaceChildren(atlas.icons.icon("back"), t("edition_view.back"));
    back.setAttribute("lang", strings.tag());
  }

  /** Show the text edition instead of the map: in the reader's language where that can be had. */
  async function open() {
    opener = document.activeElement;
    await speak().catch(() => {});
    document.documentElement.classList.add("reading");
    text.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function close() {
    document.documentElement.classList.remove("reading");
    if (opener?.isConnected) opener.focus();
  }

  /**
   * Say in the reader's language what the file says in the map's first one only. Names, facts and
   * notes stand there in every language, each with its tag, and stay.
   */
  async function speak() {
    if (text.lang === strings.tag()) return;
    const places = Array.from({ length: data.count() }, (none, i) => i);
    await data.load(places);
    text.lang = strings.tag();
    const layers = data.layers().filter((layer, l) => data.inLayer(l).length);
    put("h1", [local(pick(data.title()))]);
    put("h1 + p", [local(pick(data.summary()))]);
    put("h2", ["title", "credits"].map(word));
    put("caption", [word("intro")]);
    put("thead th", ["place", "state", "position", "facts"].map(word));
    put("[scope=rowgroup]", layers.map((layer) => local(pick(layer.name))));
    put("h2 + ul > li", data.datasets().map(credit));
    put("summary", [word("licences")]);
    for (const quote of text.querySelectorAll("q")) quote.lang = first;
    places.forEach(place);
  }

  const word = (key) => t(`edition.${key}`);

  /** Fill the nodes that a selector finds, one after the other. */
  function put(selector, all, root = text) {
    root.querySelectorAll(selector).forEach((node, k) => node.replaceChildren(...[all[k]].flat()));
  }

  function credit({ name: title, licence, used_for: use }) {
    return [title, word("colon"), local(pick(use)), word("bracket"), licence, word("bracket_end")];
  }

  function place(i) {
    const row = document.getElementById(`t-${data.idOf(i)}`);
    const aliases = data.aliases(i).join(word("separator"));
    const whole = data.partOf(i);
    const more = [
      aliases && [word("aliases"), word("colon"), h("span", { lang: first }, aliases)],
      whole >= 0 && [word("part_of"), word("colon"), local(pick(data.name(whole)))],
    ];
    put("small", more.filter(Boolean), row.cells[0]);
    row.cells[1].replaceChildren(local(pick(data.kind(i))), h("br"), t(`state.${data.state(i)}`));
    row.cells[2].firstChild.data = position(i);
    data.facts(i).forEach(fact);
  }

  /** Say where a place is and how surely, in no more decimals than are known. */
  function position(i) {
    if (!data.located(i)) return word("unlocated");
    const radius = data.radius(i);
    const decimals = Math.max(0, 6 - String(Math.trunc(radius)).length);
    const [lon, lat] = data.anchor(i).map((part) => part.toFixed(decimals));
    const method = t(`located_by.${data.location(i).by}`);
    const how = t("edition.located", { method, metres: radius });
    return [t("edition.coordinates", { lon, lat }), t(`certainty.${data.certainty(i)}`), how].join(word("semicolon"));
  }

  function fact(f) {
    const node = document.getElementById(`t-${data.fact.id(f)}`);
    const told = data.fact.figure(f)?.[strings.code()];
    const words = told && [told.bound, told.number, told.unit, told.equivalent].filter(Boolean).join(" ");
    if (words) put("strong", [words], node);
    const when = pick(data.fact.period(f));
    const [start, end] = data.fact.span(f).map(String);
    const cited = [local(pick(data.fact.source(f).title)), word("comma"), t("edition.characters", { start, end })];
    const said = [t(`fact_state.${data.fact.state(f)}`), ...(when.text ? [word("comma"), local(when)] : []), word("semicolon"), ...cited];
    put(":scope > small:not([lang])", [[word("bracket"), ...said, word("bracket_end")]], node);
  }

  atlas.edition = { init, open };
}
