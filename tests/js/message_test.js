import assert from "node:assert/strict";
import * as message from "../../geo/page/js/report/message.js";

Deno.test("a message has a line for what is said, and none for what is not", () => {
  const text = message.writeMessage({
    map: "county",
    place: "mill",
    fact: "",
    point: { lat: 36.5, lng: 119.1234567 },
    source: "seen it\nplace: other",
    words: "",
  });
  const lines = ["map: county", "place: mill", "point: 36.50000, 119.12346", "datum: WGS84", "licence: CC0 1.0"];
  assert.equal(text, `${[...lines, "source: seen it place: other"].join("\n")}\n`);
});

Deno.test("a mail and an issue open with the message, blanks and lines kept", () => {
  const mail = message.mailtoAddress("a+b@example.org", "Mill & dam", "point: 1, 2\nwords: x y");
  assert.equal(
    mail,
    "mailto:a%2Bb@example.org?subject=Mill%20%26%20dam&body=point%3A%201%2C%202%0Awords%3A%20x%20y",
  );
  const url = new URL(message.issueAddress("https://example.org/o/r/issues/new", "Mill", "a\nb"));
  assert.deepEqual([url.searchParams.get("title"), url.searchParams.get("body")], ["Mill", "a\nb"]);
  const lab = new URL(message.issueAddress("https://example.org/o/r/-/issues/new", "Mill", "a"));
  assert.equal(lab.searchParams.get("issue[title]"), "Mill");
});
