// Why an answer is what it is: the statements that decide it, and the reason in words.

const NEAR = [PART, WHOLE, BROADER];
const ALSO = { [MAY]: [STATED], [CONTRADICTED]: [STATED, MAY, DENIED], [PART]: [OPEN], [WHOLE]: [OPEN], [BROADER]: [OPEN] };
const OUTRANKED = 0;
const FACETS_OF_SIDE = { place: ['storage-place', 'processing-place'], access: ['access-place', 'processing-place'] };
const facetsOf = (side) => [...(FACETS_OF_SIDE[side.kind] || [side.kind]), ...(side.any ? ['access-place'] : [])];

// Every statement of an entry that bears on a side, with the code that it gives.
function bearing(process, side) {
  const found = [];
  const facets = facetsOf(side);
  for (const claim of claimsOf(process)) {
    if (claim.concept < 0 || claim.certainty === 'outranked' || !facets.includes(claim.facet)) continue;
    for (const code of claimCodes(claim, side)) found.push({ process, code, statement: claim.statement, claim });
  }
  for (const kind of side.any ? ['place', 'access'] : [side.kind]) {
    const code = coverageCode(process, COVERED[kind]);
    const stated = new Set(COVERAGE_CODES.filter((_, index) => hasCoverage(process, COVERED[kind], index)));
    if (code !== SILENT) {
      for (const statement of coverageIn(process, COVERED[kind])) {
        for (const one of stated) found.push({ process, code: one, statement, claim: null });
      }
    }
  }
  for (const heading of process.headings) {
    found.push({ process, code: SILENT, statement: statements[heading], claim: null });
  }
  return found;
}

function hasCoverage(process, facet, kind) {
  for (let at = 0; at < process.coverage.length; at += 2) {
    if (process.coverage[at] === facet && process.coverage[at + 1] === kind) return true;
  }
  return false;
}

function claimCodes(claim, side) {
  const denied = claim.certainty === 'denied';
  const named = (code) => (code === STATED && claim.certainty === 'conditional' ? MAY : code);
  if (side.kind === 'place' || side.kind === 'access') {
    const { outsideOf, straddles, insideOf, allOutsideOf } = standings[side.border];
    if (denied) return allOutsideOf.has(claim.concept) ? [DENIED] : [];
    const codes = [];
    if (outsideOf.has(claim.concept)) codes.push(named(STATED));
    if (straddles.has(claim.concept)) codes.push(PART);
    if (insideOf.has(claim.concept)) codes.push(CLOSED);
    return codes;
  }
  if (denied) return above(side.concept).has(claim.concept) ? [DENIED] : [];
  return relations(claim.concept, side.concept).map(named);
}

// What a person's correction has outranked on a side; shown beside the correction.
function outrankedOn(process, side) {
  const facets = FACETS_OF_SIDE[side.kind] || [side.kind];
  return claimsOf(process).filter((claim) => claim.outranked && facets.includes(claim.facet))
    .map((claim) => ({ process, code: OUTRANKED, statement: claim.statement, claim }));
}

function justify(verdict) {
  const reasons = [];
  const evidence = new Map();
  const words = wording();
  verdict.sides.forEach((side, index) => {
    const code = verdict.codes[index];
    const onSide = verdict.deciding.flatMap(({ process, codes }) => bearing(process, side)
      .filter((one) => one.code === codes[index] || (ALSO[codes[index]] || []).includes(one.code)));
    const ofSide = onSide.filter((one) => code === MAY || code === CONTRADICTED || one.code === code);
    const qualifiers = ofSide.flatMap((one) => (one.claim ? one.claim.qualifiers : []));
    if (code === MAY && onSide.some((one) => one.code === STATED)) qualifiers.push(DATA.contradicted);
    const corrected = ofSide.some((one) => one.claim && one.claim.byPerson);
    const overruled = corrected ? verdict.deciding.flatMap(({ process }) => outrankedOn(process, side)) : [];
    reasons.push(reasonOf(side, code, {
      qualifiers: [PART, MAY, CONTRADICTED, STATED].includes(code) ? qualifiers : [],
      corrected,
      alsoOpen: NEAR.includes(code) && onSide.some((one) => one.code === OPEN),
      named: NEAR.includes(code) ? ofSide.map((one) => one.claim && one.claim.phrase).filter(Boolean) : [],
      ofProcessing: ofSide.length > 0 && ofSide.every((one) => one.claim && one.claim.facet === 'processing-place'),
    }));
    for (const one of [...onSide, ...overruled]) gather(evidence, one, side);
  });
  if (mixesPlaces(verdict)) reasons.push(words.mixed);
  return { reasons, evidence: [...evidence.values()] };
}

function gather(evidence, one, side) {
  const outranked = one.code === OUTRANKED;
  const key = `${one.statement.index} ${outranked}`;
  if (!evidence.has(key)) {
    evidence.set(key, { statement: one.statement, phrases: new Set(), sides: new Set(), outranked, processes: new Set() });
  }
  const entry = evidence.get(key);
  if (one.claim && one.claim.phrase) entry.phrases.add(one.claim.phrase);
  entry.sides.add(side.kind);
  entry.processes.add(one.process);
}

function reasonOf(side, code, found) {
  const words = wording();
  const isPlace = side.kind === 'place' || side.kind === 'access';
  const table = isPlace ? words.place : words.thing;
  let kind = side.kind === 'place' && side.any ? 'any-place' : side.kind;
  if (kind === 'place' && found.ofProcessing) kind = 'processing-place';
  const put = (text, field, value) => text.split(`{${field}}`).join(value);
  const asked = isPlace ? '' : label(side.concept);
  let text = `${put(words.subject[kind], 'x', asked)}: ${put(table[code], 'border', isPlace ? borderName(side.border) : '')}`;
  const instead = [...new Set(found.named)].map((phrase) => `”${phrase}”`).join(', ');
  if (instead) text += `, ${instead}`;
  const extra = [...new Set(found.qualifiers)].filter((iri) => iri in words.qualifier).map((iri) => words.qualifier[iri]);
  if (found.alsoOpen) extra.push(table[OPEN]);
  if (found.corrected) extra.push(words.corrected);
  return extra.length ? `${text} (${extra.join(', ')})` : text;
}

const borderName = (border) => t(border === 'loc:EEA' ? 'borderEEA' : 'borderEU');

// Stated places on both sides while data are asked for: the list does not say which data are where.
function mixesPlaces(verdict) {
  const place = verdict.sides.find((side) => side.kind === 'place');
  if (!place || !verdict.sides.some((side) => side.kind === 'data') || verdict.rank < 2) return false;
  const { outsideOf } = standings[place.border];
  return verdict.deciding.some(({ process }) =>
    edgesOf(process, FACET.place, STATES).some((concept) => !outsideOf.has(concept)));
}
