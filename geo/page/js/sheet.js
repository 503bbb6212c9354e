{
  const STOPS = ["peek", "half", "full"];
  let panel = null;
  let root = null;

  /**
   * Make the panel a sheet on phones: dragged by its handle, or stepped through by the handle as a
   * button. On wide screens the handle is not displayed and nothing here happens.
   */
  function init(app, sheet, handle) {
    root = app;
    panel = sheet;
    stop("peek");
    new ResizeObserver(measure).observe(panel.querySelector(".panel-head"));
    let from = null;
    handle.addEventListener("pointerdown", (event) => {
      from = { y: event.clientY, height: panel.getBoundingClientRect().height, moved: false };
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (!from) return;
      const by = from.y - event.clientY;
      from.moved = from.moved || Math.abs(by) > 6;
      if (from.moved) root.style.setProperty("--sheet", `${from.height + by}px`);
    });
    const end = () => {
      if (from?.moved) settle(panel.getBoundingClientRect().height);
      setTimeout(() => (from = null));
    };
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
    handle.addEventListener("click", () => !from?.moved && step());
    panel.addEventListener("focusin", (event) => {
      if (event.target !== handle && event.target.matches(":focus-visible")) raise();
    });
  }

  /** Set the sheet to one of its stops: peek, half or full. */
  function stop(name) {
    root.style.removeProperty("--sheet");
    measure();
    root.dataset.sheet = name;
    const handle = panel.querySelector(".sheet-handle");
    if (handle) handle.setAttribute("aria-expanded", String(name !== "peek"));
  }

  /** A lowered sheet shows handle, title and tabs, however many lines the title has. */
  function measure() {
    const parts = [".sheet-handle", ".title", ".bar"].map((each) => panel.querySelector(each));
    const high = parts.reduce((sum, node) => sum + (node?.offsetHeight ?? 0), 10);
    if (high > 60) root.style.setProperty("--peek", `${high}px`);
  }

  function step() {
    stop(root.dataset.sheet === "peek" ? "half" : "peek");
  }

  /** Raise a lowered sheet: what has the focus in it must be seen. */
  function raise() {
    if (root.dataset.sheet === "peek") stop("half");
  }

  function settle(height) {
    const share = height / innerHeight;
    stop(STOPS[share < 0.33 ? 0 : share < 0.72 ? 1 : 2]);
  }

  atlas.sheet = { init, stop, raise };
}
