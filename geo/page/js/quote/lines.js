/** What a line may be broken after: blanks, and Han characters and their signs. */
const PIECES = /[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+\s*|\s+/g;
/** Signs that no line begins with. */
const CLOSING = /^[，。、；：！？）」』”’》]/;

/**
 * Return a text in lines no wider than `width`; of more than `most` the last ends with an ellipsis. What
 * cannot be broken stands alone, however wide.
 * @param {string} text
 * @param {number} width
 * @param {(part: string) => number} measure
 * @param {number} most
 */
export function breakLines(text, width, measure, most) {
  const found = [""];
  for (const piece of text.match(PIECES) ?? []) {
    const last = found[found.length - 1];
    if (!last || CLOSING.test(piece) || measure((last + piece).trimEnd()) <= width) found[found.length - 1] += piece;
    else found.push(piece);
  }
  const trimmed = found.map((line) => line.trim()).filter(Boolean);
  if (trimmed.length <= most) return trimmed;
  const kept = trimmed.slice(0, most);
  let end = kept[most - 1];
  while (end && measure(`${end}…`) > width) end = end.slice(0, -1);
  return [...kept.slice(0, -1), `${end}…`];
}
