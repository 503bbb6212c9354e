"use strict";
/** The page's one global. Every file below hangs its duty on it and reads what stands above it. */
const atlas = {};
document.documentElement.classList.add("js");
