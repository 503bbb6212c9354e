{
  const { fold, heard } = atlas.sound;
  const RANK = { start: 0, word: 1, name: 2, alias: 3, pinyin: 4, fact: 5, note: 6, none: 9 };
  /** Milliseconds of one slice of work: a frame has sixteen. */
  const SLICE = 8;
  const MOST_TERMS = 8;
  const LONGEST = 200;
  let source = null;
  let heads = [];
  let bodies = [];
  let turn = 0;

  /**
   * Take what is searched, as functions of a number: `count()`, `names(i)` and `aliases(i)` as lists
   * of texts, `notes(i)` the same, `facts(i)` as [{id, texts, notes}]. Nothing here touches the page,
   * so that all of it can move to a worker. Texts are folded when they are first searched.
   */
  function init(from, tables) {
    source = from;
    atlas.sound.init(tables);
    heads = Array.from({ length: source.count() });
    bodies = Array.from({ length: source.count() });
  }

  /** Return the terms of a query: what stands between blanks, folded; all of them must match. */
  function terms(query) {
    const folded = fold(query.slice(0, LONGEST)).split(/\s+/).filter(Boolean);
    return [...new Set(folded)].slice(0, MOST_TERMS);
  }

  function head(i) {
    heads[i] ??= {
      names: source.names(i).map((text) => ({ text, folded: fold(text) })),
      aliases: source.aliases(i).map((text) => ({ text, folded: fold(text) })),
    };
    return heads[i];
  }

  function lines(texts) {
    return fold(texts.filter(Boolean).join("\n"));
  }

  function body(i) {
    bodies[i] ??= {
      note: lines(source.notes(i)),
      facts: source.facts(i).map(({ id, texts, notes }) => ({
        id,
        text: lines(texts),
        note: lines(notes),
      })),
    };
    return bodies[i];
  }

  /** Rank one term in the names of a place; less is better. */
  function named({ names, aliases }, term) {
    const found = Math.min(...names.map(({ folded }) => within(folded, term)));
    if (found < RANK.none) return found;
    if (aliases.some(({ folded }) => folded.includes(term))) return RANK.alias;
    const spoken = [...names, ...aliases].some(({ text }) => heard(text, term));
    return spoken ? RANK.pinyin : RANK.none;
  }

  function within(folded, term) {
    const at = folded.indexOf(term);
    if (at < 0) return RANK.none;
    if (at === 0) return RANK.start;
    return /[\s\-–(]/.test(folded[at - 1]) ? RANK.word : RANK.name;
  }

  /**
   * Return how a place matches, or null: `rank`, `named` whether its names alone do, the numbers of
   * its `facts` that do, and `noted` whether its note does. A fact may share the terms with the name
   * of its place: "station billion" finds the money at the station.
   */
  function match(i, wanted) {
    const ranks = wanted.map((term) => named(head(i), term));
    const missing = wanted.filter((term, k) => ranks[k] === RANK.none);
    const has = (text) =>
      missing.every((term) => text.includes(term)) && wanted.some((term) => text.includes(term));
    const { note, facts } = body(i);
    const said = facts.filter((fact) => has(fact.text));
    const doubted = facts.filter((fact) => !has(fact.text) && has(`${fact.text}\n${fact.note}`));
    const noted = has(note);
    let rank = noted || doubted.length ? RANK.note : RANK.none;
    if (said.length) rank = RANK.fact;
    if (!missing.length) rank = Math.max(...ranks);
    if (rank === RANK.none) return null;
    const ids = [...said, ...doubted].map((fact) => fact.id);
    return { i, rank, named: !missing.length, facts: ids, noted };
  }

  /**
   * Look for a query and call `told` with the hits, the best first; an empty query has none. Work
   * goes in slices, so that typing never waits, and a new query ends the one before.
   */
  function ask(query, told) {
    turn += 1;
    const own = turn;
    const wanted = terms(query);
    const hits = [];
    let next = wanted.length ? 0 : source.count();
    const work = () => {
      if (own !== turn) return;
      const until = performance.now() + SLICE;
      while (next < source.count()) {
        const hit = match(next, wanted);
        if (hit) hits.push(hit);
        next += 1;
        if (next % 16 === 0 && performance.now() > until) break;
      }
      if (next < source.count()) setTimeout(work);
      else told(hits.sort((a, b) => a.rank - b.rank || a.i - b.i));
    };
    work();
  }

  /**
   * Return the parts of a text that a query matches, as [from, to] of the string, in order and
   * apart; with `spoken` also where only the pinyin does.
   */
  function marks(text, query, spoken = false) {
    const units = [];
    let folded = "";
    let at = 0;
    for (const character of text) {
      const plain = fold(character);
      for (let k = 0; k < plain.length; k += 1) units.push([at, at + character.length]);
      folded += plain;
      at += character.length;
    }
    const found = terms(query).flatMap((term) => {
      const plain = everywhere(folded, term).map((from) => [
        units[from][0],
        units[from + term.length - 1][1],
      ]);
      return plain.length || !spoken ? plain : aloud(text, term);
    });
    return joined(found.sort((a, b) => a[0] - b[0]));
  }

  function everywhere(folded, term) {
    const found = [];
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      found.push(at);
    }
    return found;
  }

  function aloud(text, term) {
    const part = heard(text, term);
    if (!part) return [];
    const characters = [...text];
    const [from, to] = part.map((n) => characters.slice(0, n).join("").length);
    return [[from, to]];
  }

  function joined(parts) {
    const apart = [];
    for (const [from, to] of parts) {
      const last = apart[apart.length - 1];
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else apart.push([from, to]);
    }
    return apart;
  }

  atlas.search = { init, ask, terms, marks };
}
