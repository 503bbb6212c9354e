import assert from "node:assert/strict";
import * as columns from "../../geo/page/js/data/columns.js";
import * as inflate from "../../geo/page/js/data/inflate.js";
import { packColumns } from "./county.js";

/** Bytes as `geo/page/data/packing.py` writes them. */
const WRITTEN = {
  "": "",
  '("': "a",
  "c($": "ab",
  "c(g*": "abc",
  "5{qrC(!": "\x00\xff\x80\x07\t",
  "K9w*Ws5YPbZQn=3KcLrSCr^#acyccJ0": "The quick brown fox jumps",
};

Deno.test("base 91 is read as it is written", () => {
  for (const [text, bytes] of Object.entries(WRITTEN)) {
    assert.equal(String.fromCharCode(...inflate.decodeBase91(text)), bytes);
  }
});

Deno.test("a value is inflated, and what is broken is told", async () => {
  const value = inflate.decodeBase91('Nnag#!i}l7[R":)D?Fw=1|=bYQ1!');
  assert.deepEqual(inflate.parseJson(await inflate.inflateBytes(value)), { a: [1, 2] });
  await assert.rejects(inflate.inflateBytes(value.map((byte) => byte ^ 255)));
});

Deno.test("columns come out as they went in", () => {
  const places = [
    { lon: 119.2, lat: 36.7, radius: 300, group: 2 },
    { lon: 119.1, lat: -36.7, group: 1 },
    { lon: -0.000005, lat: 0, form: 0 },
  ];
  const found = columns.readColumns(packColumns(places), 3, 0);
  assert.deepEqual([...found.lon], [119.2, 119.1, -0.000005]);
  assert.deepEqual([...found.lat], [36.7, -36.7, 0]);
  assert.deepEqual([...found.radius], [300, 0, 0]);
  assert.deepEqual([...found.group], [2, 1, 0]);
  assert.deepEqual([...found.form], [1, 1, 0]);
});

Deno.test("a number lies in the last block that does not begin above it", () => {
  const starts = [0, 10, 20];
  assert.deepEqual([0, 9, 10, 25].map((i) => columns.findUpperBound(starts, i)), [0, 0, 1, 2]);
  assert.equal(columns.findUpperBound(starts, -1), -1);
});

Deno.test("a figure without a number of its own has that of the first language", () => {
  const facts = {
    "figure_number:en": ["3.5"],
    "figure_unit:en": ["ha"],
    "figure_number:zh": [null],
    "unit:zh": ["公顷"],
  };
  const { en, zh } = columns.readFigure(facts, 0, ["en", "zh"]);
  assert.deepEqual([en.number, en.unit, zh.number, zh.unit], ["3.5", "ha", "3.5", "公顷"]);
  assert.equal(columns.readFigure(facts, 1, ["en", "zh"]), null);
});
