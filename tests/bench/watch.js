{
  const PEER = ".leaflet-marker-icon, path.leaflet-interactive";
  /** A frame shorter than this is calm: nothing is being worked on. */
  const CALM = 34;
  const tasks = [];
  let stamps = null;
  let marker = null;
  let result = null;

  /** Note the first marker of a page that does not mark it itself: the task after its frame. */
  new MutationObserver((_, observer) => {
    if (!document.querySelector(PEER)) return;
    observer.disconnect();
    requestAnimationFrame(() => scheduler.postTask(() => (marker = performance.now()), { priority: "user-blocking" }));
  }).observe(document, { childList: true, subtree: true });

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });

  /** The page's own mark comes first: what it draws on a canvas cannot be seen from here. */
  function first() {
    return performance.getEntriesByName("first-marker")[0]?.startTime ?? marker;
  }

  /** Return whether a page has nothing left to do: loaded, drawn, and long at rest. */
  function settled(rest) {
    const last = tasks.at(-1) ?? [0, 0];
    const since = Math.max(first() ?? Infinity, last[0] + last[1]);
    return document.readyState === "complete" && performance.now() - since > rest;
  }

  /** Return the longest task that began at or after `from`; 0 where none reached 50 ms. */
  function longest(from) {
    return Math.max(0, ...tasks.filter(([at]) => at >= from).map(([, took]) => took));
  }

  function record() {
    stamps = [];
    const step = (now) => {
      if (!stamps) return;
      stamps.push(now);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** Return the milliseconds between the frames since `record`. */
  function recorded() {
    const deltas = stamps.slice(1).map((at, k) => at - stamps[k]);
    stamps = null;
    return deltas;
  }

  function seen(selector, text) {
    return [...document.querySelectorAll(selector)].some(
      (node) => node.getClientRects().length && node.textContent.includes(text),
    );
  }

  /** Call `done` once a frame has been painted after `there` holds, asked once a frame. */
  function painted(there, done) {
    if (there()) requestAnimationFrame(() => setTimeout(done));
    else requestAnimationFrame(() => painted(there, done));
  }

  /** Time from the next event of a type until `there` holds and is painted. */
  function time(type, there) {
    result = null;
    addEventListener(
      type,
      ({ timeStamp }) => painted(there, () => (result = performance.now() - timeStamp)),
      { capture: true, once: true },
    );
  }

  /** Time from the next click until a popup with a text is seen. */
  function untilSeen(selector, text) {
    time("click", () => seen(selector, text));
  }

  /** What is seen of a list: a row below the window is no answer yet. */
  function told(list) {
    const rows = [...(list?.children ?? [])].filter((row) => row.getBoundingClientRect().top < innerHeight);
    return rows.map((row) => row.textContent).join("\n");
  }

  /** Time from the next event until what is seen of a list has changed and holds something. */
  function untilChanged(type, selector) {
    const before = told(document.querySelector(selector));
    time(type, () => {
      const now = told(document.querySelector(selector));
      return Boolean(now) && now !== before;
    });
  }

  /** Time from the next click until frames flow again: the last painted before two calm ones. */
  function untilCalm() {
    result = null;
    const follow = ({ timeStamp }) => {
      const begun = [];
      const done = [];
      const step = () => {
        const k = begun.push(performance.now()) - 1;
        setTimeout(() => (done[k] = performance.now()));
        const calm = k > 1 && begun[k] - begun[k - 1] < CALM && begun[k - 1] - begun[k - 2] < CALM;
        if (calm && done[k - 2]) result = done[k - 2] - timeStamp;
        else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    };
    addEventListener("click", follow, { capture: true, once: true });
  }

  function map() {
    return Object.values(window).find((each) => each instanceof L.Map);
  }

  window.bench = {
    first,
    settled,
    longest,
    record,
    recorded,
    untilSeen,
    untilChanged,
    untilCalm,
    result: () => result,
    now: () => performance.now(),
    view: (lat, lng, zoom) => map().setView([lat, lng], zoom, { animate: false }),
    home: () => map().getCenter() && [map().getCenter().lat, map().getCenter().lng, map().getZoom()],
    close: () => map().closePopup(),
  };
}
