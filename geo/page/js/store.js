{
  const state = {
    /** Code of the page's language. */
    lang: "",
    /** Numbers of the layers that are switched off. */
    off: new Set(),
    /** States and certainties of the places that are shown; an empty set lets all pass. */
    states: new Set(),
    certainty: new Set(),
    /** What the reader searches for. */
    query: "",
    /** Number of the selected place, or -1. */
    selected: -1,
    /** Number of the place under pointer or focus, or -1. */
    hover: -1,
    /** Id of the tile service, or empty for the drawn backdrop. */
    base: "",
    /** Where the reader is, {lat, lng, accuracy}, once asked for; it never leaves the page. */
    here: null,
    /** What the panel shows: places or figures. */
    tab: "places",
  };
  const VALUES = {
    states: ["open", "building", "planned", "designated", "unknown"],
    certainty: ["certain", "less-certain", "uncertain", "none"],
  };
  const FILTERS = ["off", ...Object.keys(VALUES)];
  const listeners = [];

  /** Return one value of the page's state. Sets are never changed in place, only replaced. */
  function get(key) {
    return state[key];
  }

  /**
   * Change values and tell who listens to them, in the order of listening; `how` reaches the
   * listeners (who asked, whether to move the map). Equal values change nothing.
   */
  function set(values, how = {}) {
    const changed = Object.keys(values).filter((key) => state[key] !== values[key]);
    if (!changed.length) return;
    for (const key of changed) state[key] = values[key];
    for (const { keys, tell } of listeners) {
      if (keys.some((key) => changed.includes(key))) tell(how, changed);
    }
  }

  /** Call `tell` whenever one of `keys` has changed. */
  function on(keys, tell) {
    listeners.push({ keys, tell });
  }

  /** Return what a place is in the terms of a filter, `states` or `certainty`. */
  function value(key, i) {
    return key === "states" ? atlas.data.state(i) : atlas.data.certainty(i);
  }

  /** Return whether a place passes the filters; `but` names one that is left out, to count by it. */
  function passes(i, but = "") {
    return Object.keys(VALUES).every(
      (key) => key === but || !state[key].size || state[key].has(value(key, i)),
    );
  }

  /** Return whether a place is to be seen: its layer is on, and it passes the filters. */
  function shown(i, but = "") {
    return !state.off.has(atlas.data.layer(i)) && passes(i, but);
  }

  /** Return whether layers or filters are set, be it that they hide nothing. */
  function filtered() {
    return FILTERS.some((key) => state[key].size);
  }

  const values = (key) => VALUES[key];

  atlas.store = { get, set, on, shown, passes, filtered, value, values, filters: FILTERS };
}
