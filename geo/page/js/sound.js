{
  const DROPPED = /[\p{Mn},·・、"“”「」《》]/gu;
  const DASHES = /[\u2010-\u2015\u2212]/g;
  const QUOTES = /[‘’ʼ]/g;
  /** No reader types more letters than this of a name. */
  const LONGEST = 40;
  const forms = new Map();
  const readings = new Map();
  let variants = /(?!)/;

  /** Take the tables of the build: pairs of characters that are one, and readings by character. */
  function init({ fold = "", pinyin = "" }) {
    const all = [...fold];
    for (let k = 0; k + 1 < all.length; k += 2) forms.set(all[k], all[k + 1]);
    if (forms.size) variants = new RegExp(`[${[...forms.keys()].join("")}]`, "gu");
    for (const entry of pinyin.split(" ").filter(Boolean)) {
      const [, character, words, others] = /^(.)([a-z,]+)([A-Z]*)$/u.exec(entry) ?? [];
      if (character) readings.set(character, [...words.split(","), ...others.toLowerCase()]);
    }
  }

  /**
   * Return a text as it is compared: without case, accents, full-width forms and small marks, in
   * simplified characters. A text and what a reader types for it fold into the same.
   */
  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(DROPPED, "")
      .toLowerCase()
      .replace(DASHES, "-")
      .replace(QUOTES, "'")
      .replace(variants, (character) => forms.get(character));
  }

  /**
   * Return [from, to] in characters of the part of a name whose pinyin a term spells: syllables in
   * full or any beginnings of them, in order ("wfbz", "weifangbei", "weifb"). Null where none does.
   */
  function heard(name, term) {
    const letters = term.replace(/'/g, "");
    if (!readings.size || letters.length > LONGEST || !/^[a-z0-9]+$/.test(letters)) return null;
    const characters = [...name];
    // one letter is the first of very many names: then only those that begin with it
    const last = letters.length > 1 ? characters.length : 1;
    for (let from = 0; from < last; from += 1) {
      if (!readings.has(characters[from])) continue;
      const to = spelt(characters, from, letters);
      if (to > from) return [from, to];
    }
    return null;
  }

  function spelt(characters, at, rest) {
    if (!rest) return at;
    if (at >= characters.length) return -1;
    const known = readings.get(characters[at]);
    if (!known) {
      const plain = fold(characters[at]);
      if (/^[a-z0-9]$/.test(plain)) {
        return rest.startsWith(plain) ? spelt(characters, at + 1, rest.slice(1)) : -1;
      }
      return spelt(characters, at + 1, rest);
    }
    for (const syllable of known) {
      for (let n = common(syllable, rest); n > 0; n -= 1) {
        const to = spelt(characters, at + 1, rest.slice(n));
        if (to > 0) return to;
      }
    }
    return -1;
  }

  /** Count the letters that two spellings begin with in common; ü is written v and typed v or u. */
  function common(syllable, typed) {
    let n = 0;
    while (n < syllable.length && n < typed.length) {
      const same = syllable[n] === typed[n] || (syllable[n] === "v" && typed[n] === "u");
      if (!same) break;
      n += 1;
    }
    return n;
  }

  atlas.sound = { init, fold, heard };
}
