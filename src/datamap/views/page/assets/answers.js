// Answers: *and* takes the lowest side of an entry, *or* the highest entry of a vendor.

function verdictOf(vendor, sides) {
  let best = null;
  let deciding = [];
  for (const process of vendor.processes) {
    const codes = sides.map((side) => codeOf(process, side));
    const rank = Math.min(...codes.map(rankOf));
    const found = { process, codes, rank };
    if (!best || rank > best.rank) deciding = [found];
    else if (rank === best.rank) deciding.push(found);
    if (!best || rank > best.rank || (rank === best.rank && compareCodes(codes, best.codes) > 0)) best = found;
  }
  return { vendor, sides, answer: RANKS[best.rank], rank: best.rank, codes: best.codes, deciding };
}

function compareCodes(left, right) {
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return 0;
}

function verdicts(sides) {
  return vendors.filter((vendor) => vendor.processes.length).map((vendor) => verdictOf(vendor, sides));
}

// The code alone, for whole matrices of answers.
function codeFor(vendor, side) {
  let best = -1;
  for (const process of vendor.processes) {
    const code = codeOf(process, side);
    if (best < 0 || rankOf(code) > rankOf(best) || (rankOf(code) === rankOf(best) && code > best)) best = code;
  }
  return best;
}

const answerFor = (vendor, side) => RANKS[rankOf(codeFor(vendor, side))];

const STORED_OUTSIDE = { kind: 'place', border: 'loc:EEA', any: false };
const STANDINGS = ['outside', 'maybe', 'unknown', 'inside'];
const STANDING_OF_RANK = ['inside', 'unknown', 'maybe', 'outside'];

// Where a vendor stores, by its stated places: outside the EEA, perhaps outside, not stated, inside.
for (const vendor of vendors) {
  vendor.placeCode = vendor.processes.length ? codeFor(vendor, STORED_OUTSIDE) : SILENT;
  vendor.standing = STANDING_OF_RANK[rankOf(vendor.placeCode)];
}

// The questions of the catalogue as sides; `values` are concept numbers, borders and kinds of place.
function sidesOf(question, values) {
  return question.sides.map((kind) => (kind === 'place' || kind === 'access'
    ? { kind, border: values.outside, any: values.place === 'any' }
    : { kind, concept: values[kind] }));
}
