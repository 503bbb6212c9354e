declare const L: any;
/** Elements of a page are HTML or SVG: both have a focus and data. */
interface Element extends HTMLOrSVGElement {}
