/** What the modules of the page speak of; read by `deno check` alone. */

/** Leaflet, of which no types come with its pip package. */
declare const L: any;
type LeafletMap = any;

/** The number of a place in the page's columns. */
type Place = number;
/** A text in each of the map's languages that has it. */
type Names = Record<string, string>;
/** A text with its language, where that is not the page's. */
type Words = { text: string; lang?: string };
type LatLng = { lat: number; lng: number };
type Geometry = { type: string; coordinates: any };
type Feature = { type: string; properties: Record<string, any>; geometry: Geometry | null; id?: string };
/** What places are alike in: number of the layer, state, certainty. */
type Group = { layer: number; state: string; certainty: string };

/** A point and a box in pixels. */
type Spot = { x: number; y: number };
type Box = Spot & { w: number; h: number };
/** [west, north, east, south] in the Mercator world, a square from 0 to 1. */
type Edges = any;
/** What the map draws of a place (`i`), or of `n` that lie together (`i` is -1). */
type Disc = Spot & { r: number; i?: Place; n?: number; box?: Edges };

/** What `h` takes: attributes, style properties, listeners in `on`; and nodes, texts, or lists of them. */
type Props = Record<string, any>;
type Child = any;
/** How a place was selected: its listeners fly to it, or stay where they are. */
type How = {
  quiet?: boolean;
  fly?: boolean;
  still?: boolean;
  cut?: boolean;
  shelf?: boolean;
  host?: boolean;
  fact?: string;
  opener?: Element | null;
};
/** Texts one behind the other, and where each ends. */
type Pile = { text: string; ends: Uint32Array };

/** What shows the places on the map, one by one or as clusters. */
type Scene = {
  init(): void;
  boxes(): Box[];
  click(event: any): boolean;
  sketch?(): boolean;
  foresee?(told: any): unknown;
  copy?(ctx: CanvasRenderingContext2D): void;
};
type Frame = { map: LeafletMap; app: HTMLElement; pages: any; scene: Scene };

/** What `serve` answers: `ok`, the status where it is not, and what was asked for. */
type Answer = Record<string, any>;
type Fault = Record<string, any> & { rule: string; mend: string };
/** What is not saved: of a place or of a fact, as it was and as it shall be. */
type Draft = { what: string; id: string; base: any; next: any; layer?: string; was?: string; place?: string };
type Candidate = any;

/** Elements of the page are HTML or SVG: both have focus and data. */
interface Element extends HTMLOrSVGElement {}
