{
  const COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
  let all = null;
  let places = [];
  let facts = [];
  const byId = new Map();
  const factById = new Map();
  let members = [];

  /**
   * Take the page's data. Everything else asks by number through the functions below and never
   * touches a record, so that another form of the data changes this file alone.
   */
  function init(payload) {
    all = payload;
    places = payload.places;
    facts = payload.facts;
    places.forEach((place, i) => byId.set(place.id, i));
    facts.forEach((fact, f) => factById.set(fact.id, f));
    const numbers = new Map(payload.layers.map((layer, l) => [layer.id, l]));
    members = payload.layers.map(() => []);
    places.forEach((place, i) => {
      place.layerNumber = numbers.get(place.layer);
      members[place.layerNumber].push(i);
    });
  }

  function term(terms, id) {
    return terms.find((each) => each.id === id)?.name ?? {};
  }

  const index = (id) => byId.get(id) ?? -1;
  const layer = (i) => places[i].layerNumber;

  /** Return the colour of a place: its own where it has a sound one, else its layer's. */
  function colour(i) {
    const own = places[i].style["marker-color"] || places[i].style.stroke;
    return COLOUR.test(own) ? own : all.layers[layer(i)].colour;
  }

  atlas.data = {
    init,
    /** What the map as a whole is made of. */
    id: () => all.id,
    title: () => all.title,
    summary: () => all.summary,
    languages: () => all.languages,
    bounds: () => all.bounds,
    subject: () => index(all.subject),
    checkedOn: () => all.checked_on,
    layers: () => all.layers,
    topics: () => all.topics,
    sources: () => all.sources,
    datasets: () => all.datasets,
    backdrop: () => all.backdrop,
    tiles: () => all.tiles ?? [],
    /** Tables of the search: characters that are one, and their readings. */
    searching: () => all.search ?? {},
    coverage: () => all.coverage,
    /** Return SHA-256 by name of each file that the map was built from. */
    inputs: () => all.inputs ?? {},
    /** Return the numbers of the places in a layer. */
    inLayer: (l) => members[l],
    /** Places by number. */
    count: () => places.length,
    index,
    idOf: (i) => places[i].id,
    layer,
    name: (i) => places[i].name,
    aliases: (i) => places[i].aliases,
    kind: (i) => term(all.kinds, places[i].kind),
    kindId: (i) => places[i].kind,
    state: (i) => places[i].state,
    certainty: (i) => places[i].certainty,
    located: (i) => places[i].anchor !== null,
    radius: (i) => places[i].uncertainty_m,
    geometry: (i) => places[i].geometry,
    pointed: (i) => places[i].geometry?.type === "Point",
    /** Return [longitude, latitude] of the point that stands for a place, or null. */
    anchor: (i) => places[i].anchor,
    bbox: (i) => places[i].bbox,
    partOf: (i) => index(places[i].part_of),
    parts: (i) => places[i].parts.map(index).filter((part) => part >= 0),
    photo: (i) => places[i].photo,
    location: (i) => ({
      by: places[i].located_by,
      source: places[i].location_source,
      licence: places[i].location_licence,
      datum: places[i].source_datum,
      checked: places[i].checked_on,
    }),
    note: (i) => places[i].note,
    style: (i) => places[i].style,
    colour,
    glyph: (i) => places[i].style["marker-symbol"] || all.layers[layer(i)].glyph,
    facts: (i) => places[i].facts.map((id) => factById.get(id)),
    /** Facts by number. */
    fact: {
      id: (f) => facts[f].id,
      topic: (f) => facts[f].topic,
      text: (f) => facts[f].text,
      figure: (f) => facts[f].figure,
      measure: (f) => facts[f].measure,
      value: (f) => facts[f].value,
      unit: (f) => facts[f].unit,
      bound: (f) => facts[f].bound,
      period: (f) => facts[f].period,
      interval: (f) => facts[f].interval,
      state: (f) => facts[f].state,
      source: (f) => all.sources.find((source) => source.id === facts[f].source),
      span: (f) => [facts[f].start, facts[f].end],
      note: (f) => facts[f].note,
      quote: (f) => facts[f].quote,
    },
  };
}
