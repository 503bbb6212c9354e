import * as normalising from "./normalising.js";
import { RANK } from "./query.js";

/** Letters of a term that may name a kind or a layer: fewer begin a great many words. */
const LEAST = 3;
const HAN = /\p{Script=Han}/u;

/**
 * Make what finds places by the names of their kinds and layers, of which there are few, so that no
 * place has a text of its own for it. `kinds` and `layers` hold their names in all languages, `group`
 * the group of each place and `groups` the layer of each group.
 * @param {any} given
 */
export function makeKindMatcher({ kinds, layers, group, groups }) {
  let folded = null;

  /** Return which kinds and groups a term names, as flags by number, or nothing where it names none. */
  function matchKinds(term) {
    folded ??= [kinds, layers].map((all) =>
      all.map((names) => names.map((text) => ({ text, plain: normalising.normaliseText(text) })))
    );
    const [kind, layer] = folded.map((all) => all.map((names) => names.some((name) => isCalled(name, term))));
    if (!kind.includes(true) && !layer.includes(true)) return null;
    return { kind, group: groups.map((l) => layer[l]) };
  }

  /** Put into `ranks` how a term finds the places of a block of names by kind or layer, where no name has it. */
  function rankKinds({ base, kind }, found, ranks) {
    if (!found) return;
    for (let k = 0; k < kind.length; k += 1) {
      const i = base + k;
      if (ranks[i] < RANK.kind) continue;
      if (found.kind[kind[k]]) ranks[i] = RANK.kind;
      else if (found.group[group[i]]) ranks[i] = RANK.layer;
    }
  }

  return { meant: matchKinds, rank: rankKinds };
}

/** Return whether a term names a kind or a layer: Han characters anywhere, letters where a word begins. */
function isCalled({ text, plain }, term) {
  if (HAN.test(term)) return plain.includes(term);
  if (term.length < LEAST) return false;
  const typed = normalising.pinyinLetters(term);
  return ` ${plain}`.includes(` ${term}`) || (typed && normalising.matchPinyin(text, typed)?.[0] === 0);
}
