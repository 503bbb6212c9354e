import * as data from "../data/data.js";
import * as unpack from "../data/unpack.js";

/** What was read: the articles as the page holds them under "", and each by its source. */
const read = new Map();

/**
 * Return an article with the numbers of its places and facts, all that is told of them at hand. Throws
 * where the page or its folder lacks something; then it is asked for anew next time.
 * @param {string} source
 */
export async function loadArticle(source) {
  const told = await readOnce("", () => unpack.readJson("map-articles"));
  const found = await readOnce(source, () => resolveMarks(told.find((each) => each.source === source)));
  // of a map of many places they may have been let go meanwhile
  await data.loadPlaces(found.places);
  await data.loadShapes(found.places);
  return found;
}

function readOnce(key, readPart) {
  if (!read.has(key)) {
    read.set(key, readPart());
    read.get(key).catch(() => read.delete(key));
  }
  return read.get(key);
}

async function resolveMarks(told) {
  const places = [];
  for (const id of told.places) places.push(await data.findPlace(id));
  await data.loadPlaces(places);
  const marks = [];
  for (const [k, ids] of told.marks) {
    const facts = [];
    for (const id of ids) facts.push((await data.findFact(id, places[k]))[1]);
    marks.push({ i: places[k], ids, facts });
  }
  const paragraphs = told.paragraphs.map(([heading, runs]) => [heading, runs.map((run) => fillRun(run, marks))]);
  return { ...told, paragraphs, places, marks, ends: findEnds(told.paragraphs) };
}

/** A run that is the whole quote of its longest mark has its words from there. */
const fillRun = (run, marks) => run[0] === 0 ? [data.fact.quote(marks[run[1][0]].facts[0]), ...run.slice(1)] : run;

/** Return for each paragraph and run the marks that end with it. */
function findEnds(paragraphs) {
  const last = new Map();
  paragraphs.forEach(([, runs], p) =>
    runs.forEach((run, k) => {
      for (const m of typeof run === "string" ? [] : run[1]) last.set(m, [p, k]);
    })
  );
  const ends = paragraphs.map(([, runs]) => runs.map(() => []));
  for (const [m, [p, k]] of [...last].sort(([a], [b]) => a - b)) ends[p][k].push(m);
  return ends;
}

/**
 * Return the places that a paragraph of an article is about, the subject of the whole map apart.
 * @param {any} article
 * @param {number} p
 */
export function placesOfParagraph({ paragraphs, marks, places }, p) {
  const runs = paragraphs[p][1].filter((run) => typeof run !== "string");
  const found = runs.flatMap(([, numbers, named]) => [
    ...numbers.map((m) => marks[m].i),
    ...(named === undefined ? [] : [places[named]]),
  ]);
  return [...new Set(found)].filter((i) => i >= 0 && i !== data.subject());
}
