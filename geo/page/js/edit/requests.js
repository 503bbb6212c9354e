/** What is edited on the map: only a page that `serve` serves has this. */
const AT = "/edit/";

/**
 * Ask the server. Returns {ok, status, ...answer}: `faults`, `theirs`, `files`, `referred` or `system`
 * say why something was refused; status 0 is no answer at all.
 */
async function sendRequest(path, options) {
  try {
    const answer = await fetch(AT + path, options);
    const told = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
    return { ok: answer.ok, status: answer.status, ...told };
  } catch {
    return { ok: false, status: 0 };
  }
}

/**
 * Look something up.
 * @param {string} path
 * @param {Record<string, any>} [query]
 */
export const lookUp = (path, query = {}) => sendRequest(`${path}?${new URLSearchParams(query)}`);

/**
 * Change something.
 * @param {string} path
 * @param {any} [body]
 */
export function postChange(path, body = {}) {
  const headers = { "content-type": "application/json" };
  return sendRequest(path, { method: "POST", headers, body: JSON.stringify(body) });
}
