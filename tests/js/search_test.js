import assert from "node:assert/strict";
import * as nameTable from "../../geo/page/js/search/name_table.js";
import * as textBuffer from "../../geo/page/js/search/text_buffer.js";
import { RANK, splitTerms } from "../../geo/page/js/search/query.js";
import * as kindMatcher from "../../geo/page/js/search/kind_matcher.js";
import * as normalising from "../../geo/page/js/search/normalising.js";

const TABLES = { fold: "濰潍廠厂", pinyin: "潍wei 坊fang 北bei 站zhan 厂chang,anH 女nv" };
const LANGUAGES = ["zh", "en"];

/** Return the ranks of some places, [Chinese name, English name, aliases] each, for one term. */
function rankPlaces(places, typed) {
  const names = nameTable.makeNameTable({
    base: 0,
    id: places.map((each, k) => `p${k}`),
    kind: places.map(() => 0),
    "name:zh": places.map(([zh]) => zh),
    "name:en": places.map(([, en]) => en),
    aliases: places.map(([, , aliases = []]) => aliases),
  }, LANGUAGES);
  const ranks = new Uint8Array(places.length).fill(RANK.none);
  nameTable.rankNames(names, splitTerms(typed)[0], ranks);
  return [...ranks];
}

Deno.test("a text and what is typed for it fold into the same", () => {
  normalising.init(TABLES);
  const pairs = [["Ｗｅｉ", "wei"], ["Café", "cafe"], ["濰坊", "潍坊"], ["“Mill”, No. 2", "mill no. 2"], [
    "a–b",
    "a-b",
  ]];
  for (const [text, typed] of pairs) assert.equal(normalising.normaliseText(text), normalising.normaliseText(typed));
  assert.equal(normalising.normaliseText("ﬁ½"), "fi1⁄2");
  assert.equal(normalising.normaliseText("𠀀é\u{1d11e}"), "𠀀e\u{1d11e}");
});

Deno.test("half a pair at the end of a text breaks nothing", () => {
  assert.equal(normalising.normaliseText("a\ud840").length, 2);
});

Deno.test("syllables are heard in full and by their beginnings, ü as v and u", () => {
  normalising.init(TABLES);
  for (const typed of ["weifang", "wfbz", "weifb", "weifangbeizhan"]) {
    assert.equal(normalising.matchPinyin("潍坊北站", typed)?.[0], 0, typed);
  }
  assert.deepEqual(normalising.matchPinyin("潍坊北站", "bz"), [2, 4]);
  assert.equal(normalising.matchPinyin("潍坊北站", "wz"), null);
  assert.deepEqual([normalising.matchPinyin("女", "nu"), normalising.matchPinyin("女", "nv")], [[0, 1], [0, 1]]);
});

Deno.test("what no syllable can spell is no pinyin", () => {
  normalising.init(TABLES);
  assert.deepEqual(["xi'an", "a1", "1a", "潍", "a".repeat(41)].map(normalising.pinyinLetters), [
    "xian",
    "a1",
    "",
    "",
    "",
  ]);
});

Deno.test("a query has each of its terms once, and eight at most", () => {
  assert.deepEqual(splitTerms("  Mill  mill  2 "), ["mill", "2"]);
  assert.equal(splitTerms("a b c d e f g h i j").length, 8);
  assert.deepEqual(splitTerms(" ,“” "), []);
});

Deno.test("names come before parts of words, aliases and pinyin", () => {
  normalising.init(TABLES);
  const places = [["潍坊北站", "North Station"], ["厂", "Weifang Mill"], ["坊", "x", ["Weifang"]], ["站", "Neweifang"]];
  const { start, alias, pinyin, name, none } = RANK;
  assert.deepEqual(rankPlaces(places, "weifang"), [pinyin, start, alias, name]);
  assert.deepEqual(rankPlaces(places, "station"), [RANK.word, none, none, none]);
  assert.deepEqual(rankPlaces(places, "濰"), [start, none, none, none]);
});

Deno.test("a term is found in each text of a pile, and over the edge of none", () => {
  const found = [];
  textBuffer.findAll(textBuffer.makeBuffer(["ab", "", "bab"]), "b", (u) => found.push(u));
  assert.deepEqual(found, [0, 2]);
  textBuffer.findAll(textBuffer.makeBuffer(["a", "b"]), "ab", () => assert.fail());
});

Deno.test("three letters name a kind, two do not", () => {
  normalising.init(TABLES);
  const { meant } = kindMatcher.makeKindMatcher({ kinds: [["学校", "School"]], layers: [], group: [], groups: [] });
  const named = ["sc", "sch", "chool", "校", "学"].map((term) => Boolean(meant(term)));
  assert.deepEqual(named, [false, true, false, true, true]);
});
