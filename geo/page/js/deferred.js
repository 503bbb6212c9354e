import { furnishPage } from "./shell/desk.js";
import { furnishLater } from "./shell/start.js";

furnishLater(furnishPage);
