{
  const { slices } = atlas.dom;

  /** Build what a reader works with, once the map is seen. */
  async function desk(map, app, pages) {
    const stage = document.getElementById("map-stage");
    const foot = document.querySelector(".panel-foot");
    await slices([
      () => atlas.popup.init(app),
      () => atlas.foot.init(foot),
      () => atlas.find.init(),
      () => atlas.shortcut.init(),
      () => atlas.filters.init(),
      () => atlas.list.init(pages.places),
      () => atlas.bases.init(pages.places),
      () => atlas.figures.init(pages.figures),
      () => atlas.download.init(foot),
      () => atlas.edition.init(),
      () => atlas.about.init(app),
      () => atlas.picture.init(map),
      () => atlas.print.init(map, app),
      () => atlas.snippet.init(app, map),
      () => atlas.access.init(map, stage),
    ]);
  }

  atlas.desk = desk;
}
