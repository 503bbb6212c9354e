import { begin } from "./data/unpack.js";

document.documentElement.classList.add("js");
begin();
