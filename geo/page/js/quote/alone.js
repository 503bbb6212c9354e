import * as facts from "../card/facts.js";
import { h, makeLocalText, redrawContent } from "../core/dom.js";
import { pickText } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as locator from "../map/locator.js";

/**
 * Show one fact alone where the page is a frame for it: its figure, words, state and period, place and
 * source, and where the place is. The map behind it is not seen, nor reached.
 * @param {Place} i
 * @param {string} id
 */
export async function showFactAlone(i, id) {
  const found = i >= 0 && (await data.findFact(id, i));
  if (!found) return;
  const stage = document.getElementById("map-stage");
  const root = h("article", {});
  document.documentElement.classList.add("fact-alone");
  stage.after(h("main", { class: "alone-fact", tabindex: "0" }, root));
  stage.inert = true;
  store.set({ fact: id });
  const drawAlone = () => redrawContent(root, makeAloneContent(found[0], found[1]));
  store.on(["lang"], drawAlone);
  drawAlone();
}

const makeAloneContent = (i, f) => [
  makeLocalText(pickText(data.nameOf(i)), "h2", { class: "quote-place" }),
  facts.makeFigure(f),
  facts.makeShareBar(f),
  makeLocalText(pickText(data.fact.text(f)), "p", { class: "fact-text" }),
  facts.makeStatus(f),
  facts.makeDoubt(f),
  facts.makeCitation(f),
  locator.drawLocator(i),
];
