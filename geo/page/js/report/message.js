/** Letters of a mail's address that all programs pass on. */
const LONGEST = 1800;

/**
 * Return what a reader writes to the editors, as lines that `build_map.py import` reads: `what` is
 * {map, place, fact, point, source, words}; what is not said has no line.
 * @param {Record<string, any>} what
 */
export function writeMessage({ map, place, fact, point, source, words }) {
  const lines = [
    ["map", map],
    ["place", place],
    ["fact", fact],
    ["point", point && `${point.lat.toFixed(5)}, ${point.lng.toFixed(5)}`],
    ["datum", point && "WGS84"],
    ["licence", point && "CC0 1.0"],
    ["source", flattenLine(source)],
    ["words", flattenLine(words)],
  ];
  return `${lines.filter(([, said]) => said).map(([key, said]) => `${key}: ${said}`).join("\n")}\n`;
}

/** A value is one line: what a reader typed below it would be read as another. */
const flattenLine = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/**
 * Return the address that opens a mail with the message, to be sent by the reader's own program.
 * @param {string} mail
 * @param {string} subject
 * @param {string} body
 */
export const mailtoAddress = (mail, subject, body) =>
  `mailto:${encodeURIComponent(mail).replace("%40", "@")}?${queryString({ subject, body })}`;

/**
 * Return the address of a new issue on a forge with the message in it: GitHub, Gitea and Forgejo read
 * `title` and `body`, GitLab `issue[title]` and `issue[description]`.
 * @param {string} issues
 * @param {string} title
 * @param {string} body
 */
export function issueAddress(issues, title, body) {
  const own = issues.endsWith("/-/issues/new")
    ? { "issue[title]": title, "issue[description]": body }
    : { title, body };
  return `${issues}?${queryString(own)}`;
}

/** Blanks as %20: a mail program shows "+" as it stands. */
const queryString = (values) =>
  Object.entries(values)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value.slice(0, LONGEST))}`)
    .join("&");
