import assert from "node:assert/strict";
import * as measures from "../../geo/page/js/data/measures.js";
import { breakLines } from "../../geo/page/js/quote/lines.js";

const AREA = { key: "area", state: "done", interval: "", bound: "exact", text: "Area of the site" };

Deno.test("areas and money meet in one unit, whatever they are printed in", () => {
  const normal = (value, unit) => measures.normaliseFigure({ measure: "x", value, units: { zh: unit } }, "zh");
  assert.deepEqual(normal(15, "亩"), { key: "area", unit: "m²", value: 10000 });
  assert.equal(normal(2, "公顷").value, 20000);
  assert.equal(normal(1.5, "万亩").value, 1.5e4 * (10000 / 15));
  assert.deepEqual(normal(2.6, "亿元"), { key: "money", unit: "元", value: 2.6e8 });
  assert.equal(normal(30, "万元").value, 300000);
});

Deno.test("counts meet where measure and unit are the same in every language", () => {
  const key = (units) => measures.normaliseFigure({ measure: "count", value: 1, units }, "zh").key;
  assert.equal(key({ zh: "家", en: "firms" }), key({ zh: "家", en: "firms" }));
  assert.notEqual(key({ zh: "家", en: "firms" }), key({ zh: "家", en: "institutes" }));
  const households = measures.normaliseFigure(
    { measure: "count", value: 1.99, units: { zh: "万户", en: "households" } },
    "zh",
  );
  assert.equal(Math.round(households.value), 19900);
  assert.equal(households.unit, "户");
});

Deno.test("numbers alike may be compared, however a site's area is worded", () => {
  assert.deepEqual(measures.findDifferences([AREA, { ...AREA, text: "Area of the park" }]), []);
});

for (
  const [reason, change] of [
    ["stage", { state: "aim" }],
    ["period", { interval: "2019" }],
    ["bound", { bound: "over" }],
    ["thing", { key: "count-firms", text: "Foreign-trade firms" }],
  ]
) {
  Deno.test(`numbers that differ by ${reason} must not be compared`, () => {
    const one = reason === "thing" ? { ...AREA, key: "count-firms" } : AREA;
    assert.deepEqual(measures.findDifferences([one, { ...one, ...change }]), [reason]);
  });
}

Deno.test("a text is broken at blanks and between Han characters, never before closing signs", () => {
  const wide = (text) => text.length;
  assert.deepEqual(breakLines("one two three", 8, wide, 9), ["one two", "three"]);
  assert.deepEqual(breakLines("潍坊市，寒亭区", 3, wide, 9), ["潍坊市，", "寒亭区"]);
  assert.deepEqual(breakLines("one two three four", 8, wide, 1), ["one two…"]);
  assert.deepEqual(breakLines("unbreakable", 4, wide, 2), ["unbreakable"]);
  assert.deepEqual(breakLines("", 4, wide, 2), []);
});
