import { beginInflating } from "./data/unpack.js";

document.documentElement.classList.add("js");
beginInflating();
