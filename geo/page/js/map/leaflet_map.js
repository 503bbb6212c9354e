/**
 * The page's Leaflet map, for all that draws on it; none until `startPage` takes it.
 * @type {{ map: LeafletMap | null }}
 */
export const leaflet = { map: null };
