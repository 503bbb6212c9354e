{
  const { store, strings } = atlas;
  const { h } = atlas.dom;
  const { t } = strings;
  let text = null;
  let back = null;
  let opener = null;

  /**
   * Make the server-written text edition a view of its own: opened by a button, left by another. It
   * stands last in the file and may not have been read yet.
   */
  function init() {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
    else ready();
  }

  function ready() {
    text = document.getElementById("text");
    if (!text) return;
    back = h("button", {
      type: "button",
      class: "quiet-button edition-back",
      on: { click: close },
    });
    text.prepend(back);
    store.on(["lang"], name);
    name();
  }

  function name() {
    back.replaceChildren(atlas.icons.icon("back"), t("edition_view.back"));
    back.setAttribute("lang", strings.tag()); // the text itself stays in the map's first language
  }

  /** Show the text edition instead of the map. */
  function open() {
    opener = document.activeElement;
    document.documentElement.classList.add("reading");
    text.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function close() {
    document.documentElement.classList.remove("reading");
    if (opener?.isConnected) opener.focus();
  }

  atlas.edition = { init, open };
}
