/** The place in the card: its draft, its facts as the server told them, and its moves that are not saved. */
const state = { draft: null, facts: [], steps: [] };

/** Return the draft, or null where no place is in the card. */
export const currentDraft = () => state.draft;
export const currentFacts = () => state.facts;
export const currentSteps = () => state.steps;

/**
 * Take up a place, or what has become of it, or none; nothing of it has been moved yet.
 * @param {Draft | null} draft
 * @param {any[]} [facts]
 */
export const takeDraft = (draft, facts = state.facts) => Object.assign(state, { draft, facts, steps: [] });

/** Go on with another draft of the same place; its moves can still be taken back. @param {Draft | null} draft */
export function replaceDraft(draft) {
  state.draft = draft;
}

/** Note a geometry that can be taken back to. @param {Geometry | null} geometry */
export function noteStep(geometry) {
  state.steps = [...state.steps, geometry];
}

/** Return the geometry before the last move, which is forgotten with it. */
export function takeBackStep() {
  const geometry = state.steps.at(-1);
  state.steps = state.steps.slice(0, -1);
  return geometry;
}

/** Keep these moves alone. @param {(Geometry | null)[]} steps */
export function keepSteps(steps) {
  state.steps = steps;
}
