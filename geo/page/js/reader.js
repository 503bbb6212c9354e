import * as compare from "./compare/view.js";
import { printAs } from "./export/print.js";
import * as alone from "./quote/alone.js";
import * as quote from "./quote/dialog.js";
import * as report from "./report/panel.js";
import { offer } from "./shell/ondemand.js";
import { showSize } from "./sizes/tray.js";
import { showFiles } from "./take/files.js";
import { choosePrint } from "./take/printing.js";

offer("alone", alone.show);
offer("compare", compare.follow);
offer("files", showFiles);
offer("print", choosePrint);
offer("print-as", printAs);
offer("quote", quote.open);
offer("report", report.open);
offer("size", showSize);
