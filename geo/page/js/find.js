{
  const { store, strings, search, hits, sheet, view } = atlas;
  const { h } = atlas.dom;
  const { icon } = atlas.icons;
  const { t } = strings;
  /** Places listed at once; who sees as many types one letter more. */
  const MOST = 50;
  const LONGEST = 200;
  const node = {};
  const whole = new Set();
  let found = [];
  let options = [];
  let active = -1;
  let timer = 0;

  /** Build the search box above the panel's tabs and the results in place of its pages. */
  function init(tables) {
    search.init(hits.source(), tables);
    build();
    const bar = document.querySelector(".panel-body > .bar");
    const top = h("div", { class: "panel-top" });
    bar.before(top);
    node.search = h("div", { class: "find", role: "search" }, node.box);
    top.append(node.search, bar);
    top.after(node.results);
    bar.querySelector(".tabs").addEventListener("click", leave);
    store.on(["query"], ask);
    store.on(["lang"], speak);
    store.on(["tab"], leave);
    store.on(store.filters, () => store.get("query") && draw());
    speak();
    sheet.measure();
    if (store.get("query")) {
      ask();
      sheet.raise();
    }
  }

  function build() {
    node.input = h("input", {
      type: "text",
      class: "find-input",
      role: "combobox",
      inputmode: "search",
      enterkeyhint: "search",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: LONGEST,
      dir: "auto",
      "data-focus": "find",
      "aria-autocomplete": "list",
      "aria-controls": "find-list",
      "aria-expanded": "false",
      "aria-keyshortcuts": "/ Control+K",
      on: { input: () => store.set({ query: node.input.value }), keydown: key, focus: rise },
    });
    const wipe = { click: () => clear() };
    node.clear = h("button", { type: "button", class: "round-button find-clear", on: wipe }, icon("close"));
    node.key = h("kbd", { class: "find-key", "aria-hidden": "true" }, "/");
    node.box = h("div", { class: "find-box" }, icon("search"), node.input, node.key, node.clear);
    node.list = h("ul", { class: "find-list", id: "find-list", role: "listbox", tabindex: "-1", "data-focus": "find-list" });
    node.rest = h("div", { class: "find-rest" });
    node.voice = h("p", { class: "hidden", "aria-live": "polite" });
    node.head = h("h2", { class: "hidden" });
    node.results = h("div", { class: "find-results" }, node.head, node.list, node.rest, node.voice);
  }

  /** On a phone the keyboard takes the lower half: the sheet goes up, so that results are seen. */
  function rise() {
    if (matchMedia("(max-width: 760px)").matches) sheet.stop("full");
  }

  function speak() {
    node.search.setAttribute("aria-label", t("find.label"));
    node.input.setAttribute("aria-label", t("find.label"));
    node.input.setAttribute("placeholder", t("find.placeholder"));
    node.clear.setAttribute("aria-label", t("find.clear"));
    node.list.setAttribute("aria-label", t("find.list"));
    node.head.replaceChildren(t("find.list"));
    draw();
  }

  function ask() {
    const query = store.get("query");
    if (node.input.value !== query) node.input.value = query;
    whole.clear();
    active = -1;
    search.ask(query, (all) => {
      found = all;
      draw();
      clearTimeout(timer);
      timer = setTimeout(() => node.voice.replaceChildren(said()), 400);
    });
  }

  const asked = () => search.terms(store.get("query")).length > 0;
  const seen = () => found.filter(({ i }) => store.shown(i));

  function draw() {
    const query = store.get("query");
    const on = asked();
    const all = on ? seen() : [];
    node.clear.hidden = !query;
    node.key.hidden = Boolean(query);
    node.results.hidden = !on;
    node.results.parentNode?.classList.toggle("is-finding", on);
    options = all
      .slice(0, MOST)
      .flatMap((hit) => hits.options(hit, query, all.length === 1 || whole.has(hit.i)));
    options.forEach(wire);
    node.list.replaceChildren(...options.map((option) => option.node));
    node.list.hidden = !options.length;
    node.input.setAttribute("aria-expanded", String(options.length > 0));
    node.rest.replaceChildren(...(on ? rest(all) : []));
    point(Math.min(active, options.length - 1));
  }

  function wire(option, k) {
    option.node.id = `find-${k}`;
    option.node.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && event.preventDefault());
    option.node.addEventListener("click", (event) => {
      // with the focus in the box a phone would raise its keyboard again when the popup closes
      if (event.pointerType !== "mouse") node.list.focus({ preventScroll: true });
      choose(option, k);
    });
    if (option.more || option.i < 0) return;
    option.node.addEventListener("pointerenter", () => store.set({ hover: option.i }));
    option.node.addEventListener("pointerleave", () => store.set({ hover: -1 }));
  }

  /** What stands below the list: nothing found, more than listed, or hidden by the filters. */
  function rest(all) {
    const hidden = found.length - all.length;
    const query = store.get("query").trim();
    return [
      !all.length && h("p", { class: "find-none" }, t("find.none", { query })),
      all.length > MOST && h("p", { class: "hint" }, t("find.places_more", { n: all.length - MOST })),
      hidden > 0 && h("p", { class: "hint" }, t("find.hidden", { n: hidden }), " ", act("find.show", atlas.filters.clear)),
      !all.length && act("find.clear", clear),
    ].filter(Boolean);
  }

  function act(word, does) {
    return h("button", { type: "button", class: "quiet-button", "data-focus": word, on: { click: () => does() } }, t(word));
  }

  function said() {
    if (!asked()) return "";
    const n = seen().length;
    return n ? t("find.count", { n }) : t("find.none", { query: store.get("query").trim() });
  }

  const MOVES = {
    ArrowDown: () => (active + 1) % options.length,
    ArrowUp: () => (active < 1 ? options.length : active) - 1,
    Home: () => (active < 0 ? null : 0),
    End: () => (active < 0 ? null : options.length - 1),
  };

  function key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && node.input.value) {
      event.preventDefault();
      event.stopPropagation();
      clear();
    }
    if (!options.length || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = Object.hasOwn(MOVES, event.key) ? MOVES[event.key]() : null;
    if (to === null && event.key !== "Enter") return;
    event.preventDefault();
    if (to === null) choose(options[Math.max(active, 0)], Math.max(active, 0));
    else point(to);
  }

  /** Make one option the active one; the focus stays in the box, as a combobox has it. */
  function point(k) {
    active = k;
    options.forEach((option, at) => option.node.setAttribute("aria-selected", String(at === k)));
    if (k < 0) {
      node.input.removeAttribute("aria-activedescendant");
      store.set({ hover: -1 });
      return;
    }
    node.input.setAttribute("aria-activedescendant", `find-${k}`);
    options[k].node.scrollIntoView({ block: "nearest" });
    store.set({ hover: options[k].i });
  }

  /** Open a place, flying to it, or its popup at a fact; or list the rest of a place's facts. */
  function choose({ i, fact, more }, k) {
    active = k;
    if (more) {
      whole.add(i);
      draw();
    } else if (store.get("selected") !== i) store.select(i, { fly: true, fact });
    else {
      if (fact) atlas.popup.openAt(i, fact);
      else view.to(i);
      document.getElementById("card-title")?.focus({ preventScroll: true });
    }
  }

  function clear() {
    store.set({ query: "" });
    node.input.focus();
  }

  function leave() {
    store.set({ query: "" });
  }

  /** Go to the box, wherever it is; false where the page does not show it (an embedded map). */
  function focus() {
    if (!node.input.getClientRects().length) return false;
    sheet.raise();
    node.input.focus();
    node.input.select();
    return true;
  }

  atlas.find = { init, focus };
}
