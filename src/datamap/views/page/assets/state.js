// What the reader has chosen; every view draws itself from it, so that all show the same.

const VIEWS = ['matrix', 'flow', 'network', 'table', ...(FOUND ? ['findings'] : [])];
const PAGE_SIZE = 50;
const state = {
  view: 'matrix',
  search: '',
  filter: null,
  page: 0,
  columns: 0,
  flow: new Set(['outside', 'maybe', 'unknown']),
};

const FILTERS = {
  outside: (vendor) => vendor.standing === 'outside',
  maybe: (vendor) => vendor.standing === 'maybe',
  unknown: (vendor) => vendor.standing === 'unknown',
  inside: (vendor) => vendor.standing === 'inside',
  country: (vendor) => namesCountry(vendor),
  tool: (vendor) => namesTool(vendor),
  ...Object.fromEntries(SEVERITIES.map((severity) => [severity, (vendor) => severityCount(vendor.findings, severity) > 0])),
};

const countries = new Set(DATA.countries);
const tools = new Set(DATA.tools);
const names = (vendor, facet, wanted) => vendor.processes.some((process) =>
  [STATES, MAY_HAVE].some((verb) => edgesOf(process, facet, verb).some((found) => wanted.has(found))));
const namesCountry = (vendor) => names(vendor, FACET.place, countries);
const namesTool = (vendor) => names(vendor, FACET.safeguard, tools);

// Types of data that any entry names, with how many vendors say so; sensitive and identity types first.
const PRECEDENCE = new Set(['sensitive', 'identity']);
const groupOf = new Map(DATA.groups.flatMap(([group, members]) => members.map((member) => [member, group])));
const usedTypes = (() => {
  const met = new Map();
  for (const vendor of vendors) {
    const own = new Set(vendor.processes.flatMap((process) => [
      ...edgesOf(process, FACET.data, STATES), ...edgesOf(process, FACET.data, MAY_HAVE)]));
    for (const type of own) met.set(type, (met.get(type) || 0) + 1);
  }
  // That data are personal says nothing; it is a column only where nothing else is named.
  if (met.size > 1) met.delete(DATA.concepts.findIndex((row) => row[0] === 'dpv:PersonalData'));
  return [...met].map(([type, vendorCount]) => ({ type, vendorCount, group: groupOf.get(type) || 'rest' }));
})();

// In the order of the matrix: where data lie, identity numbers and cards, how much is stated.
const ordered = (() => {
  const weigh = (vendor) => {
    const weight = { vendor, grave: 0, stated: 0, possible: 0, open: 0 };
    const own = new Map();
    for (const process of vendor.processes) {
      for (const type of edgesOf(process, FACET.data, MAY_HAVE)) if (!own.has(type)) own.set(type, 1);
      for (const type of edgesOf(process, FACET.data, STATES)) own.set(type, 2);
      if (isOpen(process, 'data')) weight.open = 1;
    }
    for (const [type, how] of own) {
      if (PRECEDENCE.has(groupOf.get(type))) weight.grave = 1;
      if (how === 2) weight.stated += 1; else weight.possible += 1;
    }
    return weight;
  };
  return vendors.map(weigh).sort((left, right) =>
    STANDINGS.indexOf(left.vendor.standing) - STANDINGS.indexOf(right.vendor.standing)
    || right.grave - left.grave || right.stated - left.stated || right.possible - left.possible
    || right.open - left.open || left.vendor.index - right.vendor.index).map((weight) => weight.vendor);
})();

// What a search looks in: the vendor's name and the words of its entries, made when first searched.
const searchTexts = new Map();
function searchText(vendor) {
  const key = `${language} ${vendor.index}`;
  let text = searchTexts.get(key);
  if (text === undefined) {
    const words = new Set([vendor.title]);
    for (const process of vendor.processes) {
      for (let at = 1; at < process.edges.length; at += 2) words.add(label(process.edges[at]));
      for (let at = 3; at < process.packed.length; at += CLAIM_WIDTH) words.add(DATA.texts[process.packed[at]]);
    }
    searchTexts.set(key, text = [...words].join('\n').toLocaleLowerCase(language));
  }
  return text;
}

function isShown(vendor) {
  return (!state.filter || FILTERS[state.filter](vendor)) && isFound(vendor);
}

function isFound(vendor) {
  const wanted = state.search.trim().toLocaleLowerCase(language);
  return !wanted || wanted.split(/\s+/).every((word) => searchText(vendor).includes(word));
}

const shownVendors = () => ordered.filter(isShown);

// Redrawing is left to the views; whoever changes the state says so here.
const drawers = [];
function change(changes) {
  Object.assign(state, changes);
  if (!('page' in changes)) state.page = 0;
  closeEvidence(false);
  for (const draw of drawers) draw(changes);
}
