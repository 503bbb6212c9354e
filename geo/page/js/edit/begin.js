{
  const { bar, editor, faults, pins, resume, shelf } = atlas.edit;
  const { desk } = atlas;

  /** Build what a maintainer works with after all that a reader works with. */
  atlas.desk = async (map, app, pages) => {
    await desk(map, app, pages);
    if (window.top !== window.self) return; // a frame in the page's own preview is for looking
    const stage = document.getElementById("map-stage");
    faults.init(stage);
    editor.init(map, app);
    pins.init(map);
    shelf.init(map);
    bar.init(stage);
    resume.init(map);
    resume.begin();
  };
}
