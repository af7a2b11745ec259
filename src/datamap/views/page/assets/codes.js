// Reason codes of one entry, as queries/*.rq give them: 30 stated, 21 stated and denied, 20 may occur,
// 14 only a broader concept, 13 only a whole it may belong to, 12 only a part or a place on both sides,
// 11 an open list, 10 nothing said, 2 denied, 1 a closed list without it.

const RANKS = ['no', 'unknown', 'conditional', 'yes'];
const COVERAGE_CODES = [1, 11];
const [STATED, CONTRADICTED, MAY, BROADER, WHOLE, PART, OPEN, SILENT, DENIED, CLOSED] =
  [30, 21, 20, 14, 13, 12, 11, 10, 2, 1];

function rankOf(code) {
  return code < 10 ? 0 : code < 20 ? 1 : code < 30 ? 2 : 3;
}

function pairs(list) {
  const found = new Map();
  for (const [low, high] of list) {
    if (!found.has(low)) found.set(low, []);
    found.get(low).push(high);
  }
  return found;
}

const parents = pairs(DATA.kindOf);
const parts = new Map([...pairs(DATA.inPart)].map(([low, highs]) => [low, new Set(highs)]));
const holders = new Set(DATA.holdsOther);

// The concept and all that it is a kind of.
const aboveKnown = new Map();
function above(concept) {
  let found = aboveKnown.get(concept);
  if (!found) {
    found = new Set([concept]);
    for (const one of found) for (const high of parents.get(one) || []) found.add(high);
    aboveKnown.set(concept, found);
  }
  return found;
}

const inPart = (low, high) => parts.has(low) && parts.get(low).has(high);

// What naming one concept says about another: 30 the same or narrower, 14 broader, 13, 12, or 0 nothing.
const relationsKnown = new Map();
function relation(concept, asked) {
  let row = relationsKnown.get(asked);
  if (!row) relationsKnown.set(asked, row = new Map());
  let code = row.get(concept);
  if (code === undefined) row.set(concept, code = Math.max(0, ...relations(concept, asked)));
  return code;
}

function relations(concept, asked) {
  const found = [];
  if (above(concept).has(asked)) found.push(STATED);
  if (concept !== asked && above(asked).has(concept)) found.push(BROADER);
  if (holders.has(concept) || inPart(asked, concept)) found.push(WHOLE);
  if (inPart(concept, asked)) found.push(PART);
  return found;
}

const standings = Object.fromEntries(Object.entries(DATA.borders).map(([border, lists]) => [
  border, Object.fromEntries(Object.entries(lists).map(([standing, list]) => [standing, new Set(list)]))]));

function coverageCode(process, facet) {
  let code = 0;
  for (let at = 0; at < process.coverage.length; at += 2) {
    if (process.coverage[at] === facet) code = Math.max(code, COVERAGE_CODES[process.coverage[at + 1]]);
  }
  return code || SILENT;
}

const COVERED = Object.fromEntries(DATA.covered.map((facet, index) => [facet, index]));

// One side of a question: {kind: 'data' | 'purpose' | 'subject', concept}, or {kind: 'place' | 'access',
// border, any}, where `any` counts access beside storage.
function codeOf(process, side) {
  if (side.kind === 'access') return placeCode(process, 'access', side.border);
  if (side.kind !== 'place') return thingCode(process, side.kind, side.concept);
  const storage = placeCode(process, 'place', side.border);
  return side.any ? Math.max(storage, placeCode(process, 'access', side.border)) : storage;
}

function thingCode(process, kind, asked) {
  const facet = FACET[kind];
  let near = 0;
  let named = 0;
  let denied = false;
  for (let at = 0; at < process.edges.length; at += 2) {
    const code = process.edges[at];
    if (code < facet * VERBS || code >= (facet + 1) * VERBS) continue;
    const concept = process.edges[at + 1];
    const verb = code % VERBS;
    if (verb === DENIES) {
      denied ||= above(asked).has(concept);
      continue;
    }
    const found = relation(concept, asked);
    if (found === STATED) named = Math.max(named, verb === STATES ? STATED : MAY);
    else if (found === BROADER || kind === 'data') near = Math.max(near, found);
  }
  if (denied) return named ? CONTRADICTED : DENIED;
  return named || near || coverageCode(process, COVERED[kind]);
}

function placeCode(process, kind, border) {
  const facet = FACET[kind];
  const { outsideOf, straddles, allOutsideOf } = standings[border];
  let near = 0;
  let named = 0;
  let denied = false;
  for (let at = 0; at < process.edges.length; at += 2) {
    const code = process.edges[at];
    if (code < facet * VERBS || code >= (facet + 1) * VERBS) continue;
    const concept = process.edges[at + 1];
    const verb = code % VERBS;
    if (verb === DENIES) denied ||= allOutsideOf.has(concept);
    else if (outsideOf.has(concept)) named = Math.max(named, verb === STATES ? STATED : MAY);
    else if (straddles.has(concept)) near = PART;
  }
  if (denied) return named ? CONTRADICTED : DENIED;
  // A coverage that is open (11) lies below a place on both sides (12), as in the queries.
  return named || near || coverageCode(process, COVERED[kind]);
}
