import assert from "node:assert/strict";
import * as link from "../../geo/page/js/data/link.js";
import * as store from "../../geo/page/js/data/store.js";
import { settle } from "./county.js";

const MAP = { getZoom: () => 11.25, getCenter: () => ({ lat: 36.76543219, lng: 119.2 }) };

/** Let the browser's address be this one. */
function at(search) {
  Object.defineProperty(globalThis, "location", {
    configurable: true,
    value: new URL(`https://example.org/map${search}`),
  });
}

Deno.test("an address is read from query and hash, which has the last word", () => {
  settle();
  const found = link.read("?feature=a&lang=en", "#11/36.7/119.2&feature=mill&q=rail%20way");
  assert.deepEqual(found.view, { zoom: 11, lat: 36.7, lng: 119.2 });
  assert.deepEqual([found.feature, found.query, found.lang, found.unknown], ["mill", "rail way", "en", []]);
});

Deno.test("what the map does not have is told and changes nothing", () => {
  settle();
  const found = link.read("?layers=gone,works&states=open,x&lang=de", "");
  assert.deepEqual([...found.off], [1]);
  assert.deepEqual([...found.states], ["open"]);
  assert.deepEqual(found.unknown, ["gone", "x", "de"]);
  assert.equal(link.read("?layers=gone", "").off.size, 0);
});

Deno.test("a view beyond the world is none", () => {
  settle();
  for (const hash of ["#23/0/0", "#5/91/0", "#5/0/181", "#5/0", "#x", ""]) assert.equal(link.read("", hash).view, null);
});

Deno.test("the address of what is seen reads as what is seen", () => {
  settle();
  at("?other=1&q=old");
  store.set({ lang: "zh", off: new Set([0]), states: new Set(["open", "planned"]), query: " 潍坊 & co " });
  const { query, hash } = link.address(MAP);
  const found = link.read(`?${query}`, `#${hash}`);
  assert.equal(new URLSearchParams(query).get("other"), "1");
  assert.deepEqual([[...found.off], [...found.states]], [[0], ["open", "planned"]]);
  assert.deepEqual([found.query, found.lang], ["潍坊 & co", "zh"]);
  assert.deepEqual(found.view, { zoom: 11.25, lat: 36.7654, lng: 119.2 });
});

Deno.test("a link is cut to what a search may be long", () => {
  settle();
  assert.equal(link.read(`?q=${"x".repeat(999)}`, "").query.length, 200);
});

Deno.test("an address leads to a fact and to the table, with what is pinned and sorted there", () => {
  settle();
  const found = link.read("?fact=F031&view=table&compare=a,b,c,d,e&sort=-area", "");
  assert.deepEqual([found.fact, found.table, found.sort], ["F031", true, "-area"]);
  assert.deepEqual([...found.pinned], ["a", "b", "c", "d"]);
  assert.deepEqual(link.read("?view=globe", "").unknown, ["globe"]);
});

Deno.test("the address of the table reads as the table", () => {
  settle();
  at("");
  store.set({ table: true, pinned: new Set(["mill", "dam"]), sort: "-area" });
  const { query, hash } = link.address(MAP);
  const found = link.read(`?${query}`, `#${hash}`);
  assert.deepEqual([found.table, [...found.pinned], found.sort], [true, ["mill", "dam"], "-area"]);
  store.set({ table: false, pinned: new Set(), sort: "" });
  assert.doesNotMatch(link.address(MAP).query, /view|compare|sort/);
});
