import { furnishPage } from "./shell/deferred_parts.js";
import { furnishLater } from "./shell/start.js";

furnishLater(furnishPage);
