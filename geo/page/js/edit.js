import * as dockDragging from "./edit/dock_dragging.js";
import * as draftReview from "./edit/draft_review.js";
import * as editor from "./edit/editor.js";
import * as faults from "./edit/faults.js";
import * as markerDragging from "./edit/marker_dragging.js";
import * as picking from "./edit/picking.js";
import * as reload from "./edit/reload.js";
import * as toolbar from "./edit/toolbar.js";
import { addTool } from "./shell/deferred_parts.js";

addTool((app) => {
  if (window.top !== window.self) return; // a frame in the page's own preview is for looking
  const stage = document.getElementById("map-stage");
  faults.init(stage);
  editor.init(app);
  picking.init();
  markerDragging.init();
  dockDragging.init();
  draftReview.init();
  toolbar.init(stage);
  reload.init();
  reload.resumePage();
});
