{
  const { data, strings, search } = atlas;
  const { h, local } = atlas.dom;
  const { signOf } = atlas.icons;
  const { t, pick, others } = strings;
  /** Facts of one place that are listed before the reader asks for the rest. */
  const FEW = 3;
  /** Characters kept before the first match of a long text, and in all. */
  const BEFORE = 24;
  const LONG = 110;

  function texts(text) {
    return Object.values(text ?? {}).filter(Boolean);
  }

  function figure(f, code) {
    const told = data.fact.figure(f)?.[code];
    if (!told) return "";
    const tight = /^[%‰]/.test(told.unit) ? "" : " ";
    return `${told.bound} ${told.number}${told.unit && tight + told.unit}`.trim();
  }

  function same(f, code) {
    return data.fact.figure(f)?.[code]?.equivalent ?? "";
  }

  /** Return the page's data in the form that the search asks for. */
  function source() {
    return {
      count: data.count,
      names: (i) => texts(data.name(i)),
      aliases: data.aliases,
      notes: (i) => texts(data.note(i)),
      facts: (i) =>
        data.facts(i).map((f) => ({
          id: f,
          texts: [
            ...texts(data.fact.text(f)),
            ...strings.codes().flatMap((code) => [figure(f, code), same(f, code)]),
          ],
          notes: texts(data.fact.note(f)),
        })),
    };
  }

  /** Return where a long text is cut before its match: between words where there are any near. */
  function start(text, match) {
    const from = Math.max(0, Math.min(match - BEFORE, text.length - LONG));
    const blank = from ? text.slice(from, match).search(/\s/) : -1;
    return blank < 0 ? from : from + blank + 1;
  }

  /** Make the nodes of a text with what matches in `<mark>`; a long one is cut around its match. */
  function marked(text, query, spoken = false) {
    let parts = search.marks(text, query, spoken);
    let lead = "";
    let shown = text;
    if (text.length > LONG) {
      const from = start(text, parts[0]?.[0] ?? 0);
      shown = text.slice(from, from + LONG) + (from + LONG < text.length ? "…" : "");
      lead = from ? "…" : "";
      parts = parts.map((part) => part.map((at) => at - from)).filter(([, to]) => to <= LONG);
    }
    const nodes = [lead];
    let at = 0;
    for (const [from, to] of parts) {
      nodes.push(shown.slice(at, from), h("mark", {}, shown.slice(from, to)));
      at = to;
    }
    nodes.push(shown.slice(at));
    return nodes.filter(Boolean);
  }

  function words({ text, lang }, query, props, spoken) {
    return h("span", { dir: "auto", lang: lang || null, ...props }, marked(text, query, spoken));
  }

  /** Return the first of some texts that shows the most matches. */
  function telling(candidates, query) {
    const count = ({ text }) => search.marks(text, query).length;
    const most = Math.max(...candidates.map(count));
    return most ? candidates.find((each) => count(each) === most) : null;
  }

  const versions = (text) => [pick(text), ...others(text)].filter((each) => each.text);

  /** What else of a place's names matches: an alias, or its name in another language. */
  function alias({ i }, query) {
    const tag = strings.tag(strings.codes()[0]);
    const own = search.marks(pick(data.name(i)).text, query, true).length;
    const rest = [
      ...others(data.name(i)),
      ...data.aliases(i).map((text) => ({ text, lang: tag })),
    ].filter(({ text }) => search.marks(text, query, true).length);
    return own ? null : rest[0];
  }

  function place(hit, query) {
    const { i } = hit;
    const other = hit.named ? alias(hit, query) : null;
    const note = hit.noted && !hit.named && telling(versions(data.note(i)), query);
    return h(
      "li",
      { class: "hit-row", role: "option", "data-place": data.idOf(i) },
      signOf(i, "is-small"),
      h(
        "span",
        { class: "hit-words" },
        words(pick(data.name(i)), query, { class: "hit-name" }, true),
        h(
          "span",
          { class: "hit-more" },
          local(pick(data.layers()[data.layer(i)].name)),
          other && [" · ", words(other, query, {}, true)],
          data.located(i) ? null : [" · ", t("certainty.none")],
        ),
        note ? h("span", { class: "hit-note" }, words(note, query, {})) : null,
      ),
    );
  }

  function fact(i, f, query) {
    const code = [strings.code(), ...strings.codes()].find((each) => figure(f, each));
    const equal = same(f, code);
    const also = search.marks(equal, query).length ? ` ${equal}` : "";
    const amount = code ? figure(f, code) + also : "";
    const told = telling(versions(data.fact.text(f)), query);
    const plain = told || search.marks(amount, query).length;
    const note = plain ? null : telling(versions(data.fact.note(f)), query);
    return h(
      "li",
      { class: "hit-row hit-fact", role: "option", "data-of": data.fact.id(f) },
      h("span", { class: "hidden" }, `${pick(data.name(i)).text}: `),
      h(
        "span",
        { class: "hit-words" },
        amount ? h("b", { class: "hit-figure" }, marked(amount, query), " ") : null,
        words(told ?? pick(data.fact.text(f)), query, {}),
        note ? h("span", { class: "hit-note" }, words(note, query, {})) : null,
      ),
    );
  }

  /**
   * Make the options of one hit: its place, and below it the facts that match, each with what it
   * opens: {node, i, fact} or {node, i, more}. `whole` lists all facts, not only the first.
   */
  function options(hit, query, whole) {
    const { i, facts } = hit;
    const few = whole || facts.length <= FEW + 1 ? facts : facts.slice(0, FEW);
    const found = [{ node: place(hit, query), i }];
    for (const f of few) found.push({ node: fact(i, f, query), i, fact: data.fact.id(f) });
    const n = facts.length - few.length;
    const rest = () => h("li", { class: "hit-row hit-fact hit-rest", role: "option" }, t("find.more", { n }));
    if (n) found.push({ node: rest(), i, more: true });
    return found;
  }

  atlas.hits = { source, options };
}
