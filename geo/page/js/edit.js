import * as bar from "./edit/bar.js";
import * as editor from "./edit/editor.js";
import * as faults from "./edit/faults.js";
import * as picking from "./edit/picking.js";
import * as pins from "./edit/pins.js";
import * as resume from "./edit/resume.js";
import * as shelf from "./edit/shelf.js";
import { addTool } from "./shell/desk.js";

addTool((map, app) => {
  if (window.top !== window.self) return; // a frame in the page's own preview is for looking
  const stage = document.getElementById("map-stage");
  faults.init(stage);
  editor.init(map, app);
  picking.init(map);
  pins.init(map);
  shelf.init(map);
  bar.init(stage);
  resume.init(map);
  resume.resumePage();
});
