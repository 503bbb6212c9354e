let tables = {};
let known = [];
let current = "";
const formatters = new Map();
/** Plural forms that a language may have beside `other`. */
const FORMS = ["zero", "one", "two", "few", "many"];
/** From this number on a count is told in short. */
const SHORT = 10000;
const SHORTLY = { notation: "compact", maximumSignificantDigits: 2 };

/**
 * Take the tables of the page's words and the map's languages, the first one being the default.
 * @param {Record<string, any>} words
 * @param {string[]} languages
 */
export function init(words, languages) {
  tables = words;
  known = languages;
  useLanguage(languages[0]);
}

/**
 * Take the words that come later: groups by language, in place of what was known of them.
 * @param {Record<string, any>} words
 */
export function addWords(words) {
  for (const code of Object.keys(words)) tables[code] = { ...tables[code], ...words[code] };
}

/** Speak another language from now on; an unknown code is refused with false. @param {string} code */
export function useLanguage(code) {
  if (!known.includes(code)) return false;
  current = code;
  return true;
}

/**
 * Return the map's language that suits a reader best: the first of theirs that it has, else English,
 * else its own first one. `wanted` are language tags, the dearest first.
 * @param {readonly string[]} wanted
 */
export function findSuitableLanguage(wanted) {
  const plain = wanted.map((tag) => String(tag).toLowerCase().split("-")[0]);
  return plain.find((code) => known.includes(code)) ?? (known.includes("en") ? "en" : known[0]);
}

function findEntry(code, key) {
  let node = tables[code];
  for (const part of key.split(".")) node = node && typeof node === "object" ? node[part] : null;
  return typeof node === "string" ? node : null;
}

/**
 * Return the words at a dotted key with `{name}` filled in. With a number `n` the key may have
 * plural forms below it (`one`, `other`). What a language lacks comes from the first one, and then
 * the key itself, so that a gap is seen.
 * @param {string} key
 * @param {Record<string, any>} [values]
 */
export function t(key, values = {}) {
  let found = null;
  if (typeof values.n === "number") found = findWord(`${key}.${pluralForm(key, values.n)}`) ?? findWord(`${key}.other`);
  found = found ?? findWord(key) ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => name in values ? formatValue(values[name]) : whole);
}

/** Return the plural form for a number; the browser is asked only where the words have more than one. */
const pluralForm = (key, n) =>
  FORMS.some((each) => hasWords(`${key}.${each}`)) ? getFormatter(Intl.PluralRules).select(n) : "other";

const findWord = (key) => findEntry(current, key) ?? findEntry(known[0], key);
/** Return whether the page has words at this key. @param {string} key */
export const hasWords = (key) => findWord(key) !== null;
const formatValue = (value) => typeof value === "number" ? formatNumber(value) : String(value);

/** Return the language's own formatter of a kind; making one costs more than using it. */
function getFormatter(Kind, options) {
  const key = `${Kind.name} ${languageTag()} ${options?.notation ?? ""}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(languageTag(), options));
  return formatters.get(key);
}

/** Return a number as the language writes it. @param {number} value */
export const formatNumber = (value) => formatGrouped(value) ?? getFormatter(Intl.NumberFormat).format(value);

/**
 * Return a whole number below ten thousand as the language's table says, or null where it does not
 * say or the number is another: the browser, first asked for a formatter, takes as long as the rest
 * of a picture.
 */
function formatGrouped(n) {
  const group = findEntry(current, "count.group");
  if (!group || !Number.isInteger(n) || n < 0 || n >= SHORT) return null;
  if (n < 1000) return String(n);
  return group.replace("{a}", String(Math.floor(n / 1000))).replace("{b}", String(n % 1000).padStart(3, "0"));
}

/**
 * Return how many there are, in short from ten thousand on (1.2万, 12K): as the language's table
 * says, or where it does not say, as the browser does.
 * @param {number} n
 */
export function formatCount(n) {
  const own = tables[current]?.count;
  const round = n < SHORT ? 0 : Number(n.toPrecision(2));
  const power = Object.keys(own ?? {}).filter((key) => own[key] && round >= 10 ** Number(key.slice(1))).pop();
  if (power) return own[power].replace("{n}", String(Number((round / 10 ** Number(power.slice(1))).toPrecision(2))));
  return n < SHORT ? formatNumber(n) : getFormatter(Intl.NumberFormat, SHORTLY).format(n);
}

/**
 * Return the BCP 47 tag of a language: what its table says, or its code where it has no table.
 * @param {string} [code]
 */
export function languageTag(code = current) {
  const told = findEntry(code, "lang");
  return told && told.split("-")[0] === code ? told : code;
}

/**
 * Return a text of the data in the page's language, or in the first language that it has; `lang`
 * is then the tag of that language, and empty otherwise.
 * @param {Names} text
 */
export function pickText(text) {
  if (!text) return { text: "", lang: "" };
  if (text[current]) return { text: text[current], lang: "" };
  const other = known.find((code) => text[code]);
  return other ? { text: text[other], lang: languageTag(other) } : { text: "", lang: "" };
}

/** Return a text of the data in every language but the page's, each with its tag. @param {Names} text */
export function otherTexts(text) {
  const chosen = pickText(text).text;
  return known
    .filter((code) => text && text[code] && text[code] !== chosen)
    .map((code) => ({ text: text[code], lang: languageTag(code) }));
}

/**
 * Return a language's own name for itself: its table's, else the browser's; none is known here.
 * @param {string} code
 */
export function languageName(code) {
  const told = findEntry(code, "autonym");
  if (told) return told;
  try {
    return new Intl.DisplayNames([languageTag(code)], { type: "language" }).of(code) || code;
  } catch {
    return code;
  }
}

export const languageCode = () => current;
export const languageCodes = () => known;
