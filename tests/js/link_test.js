import assert from "node:assert/strict";
import * as link from "../../geo/page/js/data/link.js";
import * as store from "../../geo/page/js/data/store.js";
import { settleCounty } from "./county.js";

const MAP = { getZoom: () => 11.25, getCenter: () => ({ lat: 36.76543219, lng: 119.2 }) };

/** Let the browser's address be this one. */
function setAddress(search) {
  Object.defineProperty(globalThis, "location", {
    configurable: true,
    value: new URL(`https://example.org/map${search}`),
  });
}

Deno.test("an address is read from query and hash, which has the last word", () => {
  settleCounty();
  const found = link.readAddress("?feature=a&lang=en", "#11/36.7/119.2&feature=mill&q=rail%20way");
  assert.deepEqual(found.view, { zoom: 11, lat: 36.7, lng: 119.2 });
  assert.deepEqual([found.feature, found.query, found.lang, found.unknown], ["mill", "rail way", "en", []]);
});

Deno.test("what the map does not have is told and changes nothing", () => {
  settleCounty();
  const found = link.readAddress("?layers=gone,works&states=open,x&lang=de", "");
  assert.deepEqual([...found.off], [1]);
  assert.deepEqual([...found.states], ["open"]);
  assert.deepEqual(found.unknown, ["gone", "x", "de"]);
  assert.equal(link.readAddress("?layers=gone", "").off.size, 0);
});

Deno.test("a view beyond the world is none", () => {
  settleCounty();
  for (const hash of ["#23/0/0", "#5/91/0", "#5/0/181", "#5/0", "#x", ""]) {
    assert.equal(link.readAddress("", hash).view, null);
  }
});

Deno.test("the address of what is seen reads as what is seen", () => {
  settleCounty();
  setAddress("?other=1&q=old");
  store.set({ lang: "zh", off: new Set([0]), states: new Set(["open", "planned"]), query: " 潍坊 & co " });
  const { query, hash } = link.makeAddress(MAP);
  const found = link.readAddress(`?${query}`, `#${hash}`);
  assert.equal(new URLSearchParams(query).get("other"), "1");
  assert.deepEqual([[...found.off], [...found.states]], [[0], ["open", "planned"]]);
  assert.deepEqual([found.query, found.lang], ["潍坊 & co", "zh"]);
  assert.deepEqual(found.view, { zoom: 11.25, lat: 36.7654, lng: 119.2 });
});

Deno.test("a link is cut to what a search may be long", () => {
  settleCounty();
  assert.equal(link.readAddress(`?q=${"x".repeat(999)}`, "").query.length, 200);
});
