// The questions that are answered in rows. Each maker yields [terms by column, statement or null];
// rows that differ in evidence alone are one.

const TERM = DATA.terms;
const CERTAINTY_TERM = (word) => TERM[word];

// Shown values: a concept, a vendor, plain text or a number; null where the source says nothing.
const concept = (id) => (id === undefined || id < 0 ? null : { key: `c${id}`, concept: id });
const ofVendor = (vendor) => ({ key: `v${vendor.index}`, vendor });
const plain = (text) => ({ key: `t${text}`, text });
const count = (value) => ({ key: `n${value}`, count: value });

const ROWS = {
  'vendor-facts': ({ vendor }) => claimsIn(vendor).map((claim) => [{
    property: concept(claim.property), concept: concept(claim.concept),
    certainty: concept(CERTAINTY_TERM(claim.certainty)), phrase: plain(claim.phrase),
  }, claim.statement]),

  'data-by-vendor': ({ vendor }) => [
    ...claimsIn(vendor).filter((claim) => claim.facet === 'data').map((claim) => [{
      data: concept(claim.concept), certainty: concept(CERTAINTY_TERM(claim.certainty)), phrase: plain(claim.phrase),
    }, claim.statement]),
    ...vendor.processes.filter((process) => isOpen(process, 'data')).flatMap((process) =>
      coverageIn(process, COVERED.data).map((statement) => [
        { data: null, certainty: concept(TERM.open), phrase: null }, statement])),
  ],

  evidence: ({ vendor }) => vendor.processes.flatMap((process) => [
    ...process.own.map((index) => statements[index]),
    ...claimsOf(process).filter((claim) => claim.byPerson).map((claim) => claim.statement),
  ]).filter((statement) => statement.field >= 0).map((statement) => [
    { field: concept(statement.field), phrase: plain(textOf(statement)) }, statement]),

  'unstated-data': () => unstated('data', () => true),

  'unstated-places': () => unstated('place', (process) => edgesOf(process, FACET.place, STATES).length === 0),

  transfers: ({ outside }) => vendorEntries().flatMap(([vendor, process]) => claimsOf(process)
    .filter((claim) => ['storage-place', 'processing-place', 'access-place'].includes(claim.facet)
      && (claim.certainty === 'stated' || claim.certainty === 'conditional')
      && standings[outside].outsideOf.has(claim.concept))
    .flatMap((claim) => groundsOf(process).map((ground) => [{
      vendor: ofVendor(vendor), place: concept(claim.concept),
      certainty: concept(CERTAINTY_TERM(claim.certainty)), ground: concept(ground),
    }, claim.statement]))),

  'vendors-by-role': () => vendorEntries().flatMap(([vendor, process]) => {
    const roles = process.roles.length ? process.roles : [-1];
    const named = [...edgesOf(process, FACET.purpose, STATES), ...edgesOf(process, FACET.purpose, MAY_HAVE)];
    const found = claimsOf(process).filter((claim) => claim.facet === 'purpose'
      && (claim.certainty === 'stated' || claim.certainty === 'conditional')).flatMap((claim) =>
      (suggested.get(claim.concept) || []).map((role) => [role, claim.concept, claim.statement]));
    if (!named.some((purpose) => suggested.has(purpose))) {
      for (const heading of process.headings) found.push([-1, -1, statements[heading]]);
    }
    return roles.flatMap((role) => found.map(([suggests, purpose, statement]) => [{
      vendor: ofVendor(vendor), role: concept(role), suggests: concept(suggests), purpose: concept(purpose),
    }, statement]));
  }),

  'data-by-country': () => countedRows(['data', 'place'], (process) => product(
    edgesOf(process, FACET.data, STATES), edgesOf(process, FACET.place, STATES))),

  'data-by-region': ({ outside }) => countedRows(['data', 'region'], (process) => product(
    edgesOf(process, FACET.data, STATES), regionsOf(process, outside))),

  'shared-data': ({ minimum }) => sharedRows(Number(minimum)),
};

const suggested = pairs(DATA.suggestedRoles);
const claimsIn = (vendor) => vendor.processes.flatMap(claimsOf);
const isOpen = (process, facet) => hasCoverage(process, COVERED[facet], 1);
const vendorEntries = () => vendors.flatMap((vendor) => vendor.processes.map((process) => [vendor, process]));
const product = (left, right) => left.flatMap((one) => right.map((other) => [one, other]));

function groundsOf(process) {
  const found = [...edgesOf(process, FACET.safeguard, STATES), ...edgesOf(process, FACET.safeguard, MAY_HAVE)];
  return found.length ? [...new Set(found)] : [-1];
}

function regionsOf(process, border) {
  const places = edgesOf(process, FACET.place, STATES);
  if (!places.length) return [TERM.notStated];
  return ['insideOf', 'outsideOf', 'straddles'].filter((standing) =>
    places.some((place) => standings[border][standing].has(place))).map((standing) => TERM[standing]);
}

function unstated(facet, wanted) {
  return vendorEntries().flatMap(([vendor, process]) => {
    const silent = coverageCode(process, COVERED[facet]) === SILENT;
    const cited = silent ? process.headings.map((heading) => statements[heading])
      : isOpen(process, facet) && wanted(process) ? coverageIn(process, COVERED[facet]) : [];
    return cited.map((statement) => [
      { vendor: ofVendor(vendor), coverage: concept(silent ? TERM.notStated : TERM.open) }, statement]);
  });
}

function countedRows(columns, pairsOf) {
  const counts = new Map();
  for (const vendor of vendors) {
    const met = new Set(vendor.processes.flatMap(pairsOf).map((pair) => pair.join(' ')));
    for (const key of met) counts.set(key, (counts.get(key) || 0) + 1);
  }
  return [...counts].map(([key, found]) => {
    const [first, second] = key.split(' ').map(Number);
    return [{ [columns[0]]: concept(first), [columns[1]]: concept(second), count: count(found) }, null];
  });
}

// Every pair of vendors is compared; from some thousands on only the pairs that share most are kept.
const MOST_PAIRS = 20000;
function sharedRows(minimum) {
  const stated = vendors.map((vendor) => new Set(
    vendor.processes.flatMap((process) => edgesOf(process, FACET.data, STATES))));
  let found = [];
  let least = minimum;
  for (let first = 0; first < vendors.length; first += 1) {
    if (stated[first].size < least) continue;
    for (let second = first + 1; second < vendors.length; second += 1) {
      if (stated[second].size < least) continue;
      const shared = [...stated[first]].filter((type) => stated[second].has(type));
      if (shared.length >= least) found.push([first, second, shared]);
    }
    while (found.length > MOST_PAIRS) {
      least += 1;
      found = found.filter(([, , shared]) => shared.length >= least);
    }
  }
  return Object.assign(found.map(([first, second, shared]) => [{
    vendor: ofVendor(vendors[first]), other: ofVendor(vendors[second]), shared: count(shared.length),
    types: plain(shared.map(label).sort(collate).join(', ')),
  }, null]), { least: least > minimum ? least : null });
}

function shown(value) {
  if (value === null || value === undefined) return '';
  if (value.vendor) return value.vendor.title;
  if (value.count !== undefined) return number(value.count);
  return value.text !== undefined ? value.text : label(value.concept);
}

// Rows of a question, the largest count first, else by name and line.
function rowsOf(question, values) {
  const made = ROWS[question.name](values);
  const grouped = new Map();
  for (const [terms, statement] of made) {
    const key = question.columns.map((column) => (terms[column] ? terms[column].key : '')).join('|');
    if (!grouped.has(key)) grouped.set(key, { terms, statements: new Set() });
    if (statement) grouped.get(key).statements.add(statement);
  }
  const rows = [...grouped.values()].map(({ terms, statements: cited }) => ({
    terms, evidence: [...cited].sort((left, right) => left.source - right.source || left.line - right.line),
  }));
  for (const row of rows) {
    row.counts = question.columns.map((column) => row.terms[column]).filter((term) => term && term.count !== undefined);
    row.names = question.columns.slice(0, 2).map((column) => shown(row.terms[column]));
  }
  rows.sort((left, right) => compareLists(right.counts.map((c) => c.count), left.counts.map((c) => c.count))
    || collate(left.names[0], right.names[0])
    || compareLists(left.evidence.map((s) => s.line).slice(0, 1), right.evidence.map((s) => s.line).slice(0, 1))
    || collate(left.names[1] || '', right.names[1] || ''));
  return { rows, least: made.least || null };
}

function compareLists(left, right) {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
}
