import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as candidateMarkers from "./candidate_markers.js";
import * as candidatePanel from "./candidate_panel.js";
import * as candidateSearch from "./candidate_search.js";
import * as candidateText from "./candidate_text.js";
import * as formParts from "./form_parts.js";
import * as requests from "./requests.js";
import * as reviewState from "./review_state.js";
import * as session from "./session.js";

/** Candidates that are shown at first, as at the terminal, and how many more each time. */
const FEW = 9;
const STEP = 20;
const REJECTED = "rejected";
let id = "";
let told = null;
let most = FEW;
let chosen = -1;
let unfolded = "";
let node = null;
let draft = null;
/** What the card does that the candidates stand in: {reveal, take, saved}. */
let card = null;

/**
 * Take what the card does: `reveal` a position, `take` a place as it is now, tell that something was `saved`.
 * @param {any} acts
 */
export function init(acts) {
  card = acts;
  session.on("waiting", offerNext);
  document.addEventListener("served", () => reloadCandidates());
}

/** Ask for the candidates of a place before its card is drawn. @param {string} ident */
export async function loadCandidates(ident) {
  if (ident !== id) [most, chosen, told] = [FEW, -1, null];
  id = ident;
  const answer = await requests.lookUp("candidates", { id, most: String(most) });
  if (ident === id && (answer.ok || answer.faults)) told = answer;
}

const allCandidates = () => told?.candidates ?? [];
const listOpen = () => allCandidates().filter((each) => each.verdict !== REJECTED);
const listRejected = () => allCandidates().filter((each) => each.verdict === REJECTED);
/** Return whether there is anything to show of a place: candidates, or services that could be asked. */
const hasAny = () =>
  Boolean(told) &&
  (Boolean(told.faults) || told.total > 0 || (!draft.base.geometry && formParts.formData().services.length > 0));

/** Open a place with its candidates unfolded although it may have a position. @param {string} ident */
export async function goToPlace(ident) {
  unfolded = ident;
  const i = await data.findPlace(ident);
  if (i < 0) return statusLine.announce(t("edit.queue.newer"));
  return store.selectPlace(i);
}

/**
 * Make the part of a card in which the place's candidates stand, each with its reasons and with what
 * can be done about it. They are ghosts on the map as long as it is unfolded.
 * @param {any} next
 */
export function makeCandidates(next) {
  draft = next;
  node = h("div", { class: "ghosts-box" });
  if (draft.base && draft.id === id && hasAny()) {
    const folded = Boolean(draft.base.geometry) && unfolded !== id;
    if (chosen < 0 && !folded && listOpen().length) chosen = 0;
    drawCandidates(folded);
  } else candidateMarkers.hideGhosts();
  return node;
}

function drawCandidates(folded = !node.querySelector("details")?.open) {
  const found = listOpen();
  const count = told.faults
    ? t("edit.ghost.broken")
    : told.total
    ? t("edit.ghost.title", { n: told.total })
    : t("edit.ghost.empty");
  const intro = found.length ? "edit.ghost.intro" : told.total ? "edit.ghost.none" : "edit.ghost.unsought";
  const box = h(
    "details",
    { class: "edit-group ghosts", open: !folded, on: { toggle: drawGhosts } },
    h("summary", { class: "small-heading", "data-focus": "ghosts-title", id: "ghosts-title" }, count),
    told.faults ? formParts.makeRefusal(told) : [
      h("p", { class: "hint" }, t(intro)),
      h("ol", { class: "ghost-list" }, found.map(makeCandidateRow)),
      told.total > told.candidates.length &&
      h(
        "button",
        { type: "button", class: "quiet-button", id: "ghost-more", on: { click: showMore } },
        t("edit.ghost.more", { n: told.total - told.candidates.length }),
      ),
      listRejected().length > 0 && makeRejected(),
      candidateSearch.makeSeekButton(id, takeSought),
    ],
  );
  const held = node.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement) : null;
  const caret = held?.matches("input[type=text]") && [held.selectionStart, held.selectionEnd];
  node.replaceChildren(box, h("div", { class: "ghost-onward" }, makeNextButton()));
  const same = held?.id && /** @type {HTMLInputElement} */ (document.getElementById(held.id));
  same?.focus?.({ preventScroll: true });
  if (same && caret) same.setSelectionRange(caret[0], caret[1]);
  drawGhosts();
}

/** Draw anew while services are asked, and what they gave once they have answered. */
async function takeSought(ident, answer) {
  if (ident !== id || !node?.isConnected) return;
  if (!answer) return void drawCandidates(false);
  session.emit("history", answer.history);
  await reloadCandidates();
  if (chosen < 0 && listOpen().length) chosen = 0;
  drawCandidates(false);
  statusLine.announce(told.total ? t("edit.ghost.sought", { n: told.total }) : t("edit.ghost.sought_none"));
  if (isShowing()) frameCandidates([]);
  reviewState.loadWaiting();
}

/** The way to the next place that waits. */
function makeNextButton() {
  const following = reviewState.nextWaiting(id);
  if (!following) return null;
  return h(
    "button",
    { type: "button", class: "quiet-button ghost-next", id: "ghost-next", on: { click: () => goToPlace(following) } },
    t("edit.ghost.next"),
    makeIcon("open"),
  );
}

/** Offer the way on as soon as it is known which places wait. */
function offerNext() {
  const way = makeNextButton();
  node?.querySelector(".ghost-onward")?.replaceChildren(...(way ? [way] : []));
}

/** Draw the ghosts, or none where the list is folded. */
function drawGhosts() {
  if (!node?.querySelector("details")?.open) return candidateMarkers.hideGhosts();
  return candidateMarkers.showGhosts(listOpen(), chosen, chooseCandidate);
}

function makeCandidateRow(each, k) {
  const now = k === chosen;
  const against = candidateText.candidateMarks(each);
  const look = !each.licence && "look-only";
  return h(
    "li",
    { class: `ghost-row ${now ? "is-chosen" : ""}` },
    makeButton(
      "ghost-head",
      () => chooseCandidate(now ? -1 : k),
      { id: `ghost-${k}`, "aria-expanded": String(now), "aria-controls": now ? "ghost-told" : null },
      h("span", { class: `ghost-disc ${look ? "is-look-only" : ""}` }, strings.formatNumber(k + 1)),
      h(
        "span",
        { class: "ghost-titles" },
        h("span", { class: "ghost-name", dir: "auto" }, candidateText.candidateName(each)),
        h("span", { class: "ghost-by", dir: "auto" }, [each.service, each.kind].filter(Boolean).join(" · ")),
        makeTags(each, against),
      ),
      candidateText.makeScore(each),
    ),
    now &&
      candidatePanel.makeVerdictPanel(each, {
        draft,
        whole: formParts.nameInLanguage(told.part_of).text || draft.base.properties.part_of,
        act: postDecision,
      }),
  );
}

function makeTags(each, against) {
  const words = [
    each.verdict && t(`edit.ghost.${each.verdict}`),
    !each.licence && t("edit.ghost.look"),
    ...against.map((name) => candidateText.markWords(name, "short")),
  ].filter(Boolean);
  return words.length > 0 &&
    h("span", { class: "ghost-tags" }, words.map((word) => h("span", { class: "ghost-tag" }, word)));
}

const makeRejected = () =>
  h(
    "details",
    { class: "edit-more ghost-aside" },
    h("summary", { class: "hint" }, t("edit.ghost.aside", { n: listRejected().length })),
    h(
      "ul",
      {},
      listRejected().map((each) =>
        h(
          "li",
          { class: "ghost-gone" },
          h(
            "span",
            { dir: "auto" },
            `${candidateText.candidateName(each)} · ${each.service}`,
            each.note && h("span", { class: "ghost-note" }, each.note),
          ),
          makeButton("text-button", () => postDecision(each, { act: "reopen" }), {}, t("edit.ghost.reopen")),
        )
      ),
    ),
  );

/** Unfold one candidate, the map with it; from the map the focus comes to its row. */
function chooseCandidate(k) {
  chosen = k;
  drawCandidates(false);
  const head = document.getElementById(`ghost-${Math.max(k, 0)}`);
  head?.focus({ preventScroll: true });
  head?.closest("li").scrollIntoView({ block: "nearest" });
  head?.scrollIntoView({ block: "nearest" }); // a panel that is higher than the card begins with its head
  const at = candidateMarkers.ghostPosition(k);
  if (at) card.reveal(at);
}

async function showMore() {
  const from = listOpen().length;
  most += STEP;
  await reloadCandidates();
  document.getElementById(`ghost-${from}`)?.focus();
}

/** Look again at what stands in the file, and draw it where that has changed. */
export async function reloadCandidates() {
  if (!id || !node?.isConnected) return;
  const before = JSON.stringify(told);
  await loadCandidates(id);
  if (JSON.stringify(told) === before || !node?.isConnected || draft.id !== id) return;
  if (node.firstChild && hasAny()) drawCandidates();
  else if (hasAny()) node.replaceWith(makeCandidates(draft));
  else {
    candidateMarkers.hideGhosts();
    node.replaceChildren();
  }
}

/** Let a decision stand, and show what comes of it. */
async function postDecision(each, said, box, base = draft.base) {
  const answer = await requests.postChange("decide", { ...said, seen: each, base });
  if (answer.status === 409 && "theirs" in answer) return settleConflict(each, said, box, answer);
  if (!answer.ok) return candidatePanel.showRefusal(answer, box);
  const words = `edit.ghost.done.${said.act}`;
  if (said.act === "accept") {
    unfolded = "";
    card.take(answer.feature, answer, words);
  } else card.saved(answer, words, "");
  if (said.act === "reject" || said.act === "accept") chosen = -1;
  reviewState.loadWaiting();
  await reloadCandidates();
  if (said.act === "reject") (document.getElementById("ghost-0") ?? document.getElementById("ghosts-title"))?.focus();
  return true;
}

/** Show both versions where candidate or place have changed meanwhile. */
async function settleConflict(each, said, box, { theirs, of }) {
  if (of === "candidate" && !theirs) {
    statusLine.announce(t("edit.ghost.gone"));
    return reloadCandidates();
  }
  const choice = await candidatePanel.compareVersions(each, said, draft, theirs, of);
  if (choice === "mine" && of === "candidate") return postDecision(theirs, said, box);
  if (choice === "mine") return postDecision(each, said, box, theirs);
  if (choice === "theirs" && of !== "candidate") card.take(theirs);
  if (choice === "theirs") await reloadCandidates();
  return false;
}

export function hideCandidates() {
  [id, told, node, draft] = ["", null, null, null];
  candidateMarkers.hideGhosts();
}

/** Bring the ghosts into view, with the place itself where it has a position. @param {any[]} also */
export const frameCandidates = (also) => candidateMarkers.frameGhosts(also);
export const isShowing = () => Boolean(node?.querySelector("details")?.open) && listOpen().length > 0;
/** Return whether somebody is writing a note. */
export const isWriting = () => candidatePanel.isWritingNote();
