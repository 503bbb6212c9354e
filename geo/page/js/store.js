{
  const state = {
    /** Code of the page's language. */
    lang: "",
    /** Numbers of the layers that are switched off. */
    off: new Set(),
    /** Number of the selected place, or -1. */
    selected: -1,
    /** Number of the place under pointer or focus, or -1. */
    hover: -1,
    /** Id of the tile service, or empty for the drawn backdrop. */
    base: "",
    /** What the panel shows: places or figures. */
    tab: "places",
  };
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

  /** Return whether a place can be seen on the map: its layer is on. */
  function shown(i) {
    return !state.off.has(atlas.data.layer(i));
  }

  atlas.store = { get, set, on, shown };
}
