import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as faultText from "./fault_text.js";
import * as formParts from "./form_parts.js";
import * as requests from "./requests.js";

let busy = "";
let heard = { of: "", lines: [] };

/**
 * Make the way to ask the services that there are keys or addresses for about a place; nothing where
 * there are none. `told` gets the id when asking begins, and with it the answer when it has come.
 * @param {string} id
 * @param {any} told
 */
export function makeSeekButton(id, told) {
  const { services } = formParts.formData();
  if (!services.length) return null;
  const look = services.filter(({ keeps }) => !keeps);
  const now = busy === id;
  const lines = heard.of === id ? heard.lines : [];
  return h(
    "div",
    { class: "ghost-seek" },
    makeButton(
      "quiet-button",
      () => now || askServices(id, told),
      { id: "ghost-seek", "aria-disabled": now ? "true" : null },
      makeIcon("search"),
      t(now ? "edit.ghost.seeking" : "edit.ghost.seek", { list: joinNames(services) }),
    ),
    look.length > 0 && h("p", { class: "hint" }, t("edit.ghost.seek_look", { list: joinNames(look) })),
    lines.length > 0 && h("ul", { class: "hint ghost-heard", lang: "en" }, lines.map((line) => h("li", {}, line))),
  );
}

const joinNames = (services) => services.map(({ name }) => name).join(t("place.separator"));

async function askServices(id, told) {
  busy = id;
  told(id);
  const answer = await requests.postChange("seek", { id });
  busy = "";
  heard = {
    of: id,
    lines: answer.told ?? answer.faults?.map((fault) => faultText.ruleSentence(fault).textContent) ?? [t("edit.lost")],
  };
  told(id, answer);
}
