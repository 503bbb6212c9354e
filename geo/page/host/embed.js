/* Puts the map of this folder into a web page. Load it with <script src="embed.js"></script> or import
   it as a module; then write <MAP-map feature="…" lang="…"></MAP-map>, or give a plain link to the map's
   page the attribute data-map-embed. README.md of the map's project lists attributes, messages, events. */
(() => {
  const MAP = "%MAP%";
  const PAGE = "%PAGE%";
  const TITLE = "%TITLE%";
  const MISSING = "%MISSING%";
  const NAME = `${MAP}-map`;
  const PASSED = ["feature", "fact", "layers", "lang", "q", "panel", "compare", "sort", "source"];
  const EVENTS = ["ready", "selected", "view", "error"];
  const PATIENCE = 5000;

  /** Where this file was loaded from; a module is not a current script, but its name is in a trace. */
  function home() {
    const own = document.currentScript?.src || /(?:https?|file):\/\/[^\s)'"]+?\.js/.exec(new Error().stack ?? "")?.[0];
    return own ?? document.baseURI;
  }
  const HOME = home();

  /** Return an address, or null where a text is none: a broken one must not stop the others. */
  function parse(text, base) {
    try {
      return new URL(text, base);
    } catch {
      return null;
    }
  }

  /** Return the address of the embedded view for the attributes of an element. */
  function address(element) {
    const url = parse(element.getAttribute("src") ?? PAGE, element.hasAttribute("src") ? document.baseURI : HOME);
    if (!url) return null;
    for (const key of PASSED) {
      if (element.hasAttribute(key)) url.searchParams.set(key, element.getAttribute(key));
    }
    if (element.getAttribute("view") === "table") url.searchParams.set("view", "table");
    url.searchParams.set("embed", "1");
    if (/^-?[\d.]+\/-?[\d.]+\/-?[\d.]+$/.test(element.getAttribute("view") ?? "")) url.hash = element.getAttribute("view");
    return /^(https?|file):$/.test(url.protocol) ? url : null;
  }

  class MapElement extends HTMLElement {
    #frame = null;
    #waiting = [];
    #ready = false;

    connectedCallback() {
      if (this.#frame) return;
      const url = address(this);
      this.style.display ||= "block";
      if (!url) {
        this.textContent = this.getAttribute("title") ?? TITLE;
        return;
      }
      this.#frame = document.createElement("iframe");
      this.#frame.title = this.getAttribute("title") ?? TITLE;
      this.#frame.src = url.href;
      this.#frame.loading = this.getAttribute("loading") === "eager" ? "eager" : "lazy";
      this.#frame.allowFullscreen = true;
      const height = /^\d{2,4}$/.test(this.getAttribute("height") ?? "") ? `${this.getAttribute("height")}px` : "";
      const ratio = /^\d+\s*\/\s*\d+$/.test(this.getAttribute("ratio") ?? "") ? this.getAttribute("ratio") : "";
      Object.assign(this.#frame.style, { width: "100%", border: "0", display: "block" });
      if (ratio && !height) Object.assign(this.#frame.style, { aspectRatio: ratio, height: "auto" });
      else this.#frame.style.height = height || "420px";
      this.replaceChildren(this.#frame);
      addEventListener("message", this);
      this.#frame.addEventListener("load", () => setTimeout(() => this.#missing(url), PATIENCE));
    }

    disconnectedCallback() {
      removeEventListener("message", this);
      this.#frame?.remove();
      this.#frame = null;
      this.#ready = false;
    }

    /** Hear the map, and only it: the frame must be ours and the message for this map. */
    handleEvent({ source, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow) return;
      if (!data || data.source !== MAP || !EVENTS.includes(data.type)) return;
      if (data.type === "ready") {
        this.#ready = true;
        for (const message of this.#waiting.splice(0)) this.#post(message);
      }
      this.dispatchEvent(new CustomEvent(data.type, { detail: data.data, bubbles: true }));
    }

    /** A frame that never answered shows some other page or none: say so, with a link. */
    #missing(url) {
      if (this.#ready || !this.#frame) return;
      const link = document.createElement("a");
      link.href = url.href;
      link.textContent = this.#frame.title;
      const sentence = document.createElement("p");
      sentence.append(`${MISSING} `, link);
      this.replaceChildren(sentence);
      this.dispatchEvent(new CustomEvent("error", { detail: { reason: "the map does not answer" }, bubbles: true }));
    }

    #post(message) {
      if (this.#ready) this.#frame.contentWindow.postMessage({ target: MAP, ...message }, "*");
      else if (this.#waiting.length < 100) this.#waiting.push(message);
    }

    /** Open a place, or close what is open with null. */
    select(feature) {
      this.#post({ type: "select", data: { feature } });
    }

    /** Move the map to { lat, lng, zoom }. */
    setView(view) {
      this.#post({ type: "setView", data: { lat: view.lat, lng: view.lng, zoom: view.zoom } });
    }

    /** Show these layers, by id, and no other. */
    setLayers(layers) {
      this.#post({ type: "setLayers", data: { layers: [...layers] } });
    }

    /** Change the language. */
    setLang(lang) {
      this.#post({ type: "setLang", data: { lang } });
    }
  }

  /** Turn links with data-map-embed into the map; the link's own address says what is opened. */
  function upgrade() {
    for (const link of document.querySelectorAll("a[data-map-embed]")) {
      const url = link.getAttribute("href") ? parse(link.href, document.baseURI) : null;
      if (!url) continue; // it stays the link that it is
      const element = document.createElement(NAME);
      element.setAttribute("src", url.href.split("#")[0]);
      if (url.hash) element.setAttribute("view", url.hash.slice(1));
      element.setAttribute("title", link.textContent.trim() || TITLE);
      for (const key of ["height", "ratio"]) {
        if (link.dataset[key]) element.setAttribute(key, link.dataset[key]);
      }
      link.replaceWith(element);
    }
  }

  /**
   * Tie phrases of the host page to the map: a click on anything with data-map-feature opens that
   * place, and what is open on the map is marked with aria-current among the phrases.
   */
  function tie() {
    document.addEventListener("click", ({ target }) => {
      const phrase = target instanceof Element && target.closest("[data-map-feature]");
      if (phrase) document.querySelector(NAME)?.select(phrase.dataset.mapFeature);
    });
    document.addEventListener("selected", ({ target, detail }) => {
      if (target.localName !== NAME) return;
      for (const phrase of document.querySelectorAll("[data-map-feature]")) {
        const meant = phrase.dataset.mapFeature === detail?.feature;
        if (meant) phrase.setAttribute("aria-current", "true");
        else phrase.removeAttribute("aria-current");
        if (meant && detail.by === "reader") phrase.scrollIntoView({ block: "nearest" });
      }
    });
  }

  tie();
  if (!customElements.get(NAME)) customElements.define(NAME, MapElement);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", upgrade);
  else upgrade();
})();
