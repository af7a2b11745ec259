// The facts as they came, with names for their columns.

const FACET = Object.fromEntries(DATA.facets.map((facet, index) => [facet, index]));
const VERBS = DATA.verbs.length;
const [STATES, MAY_HAVE, DENIES] = [0, 1, 2];
const CERTAINTY = DATA.certainties;
const PROPERTY = DATA.properties;
const FACET_OF_PROPERTY = new Map(Object.entries(PROPERTY).map(([facet, concept]) => [concept, facet]));

const vendors = DATA.vendors.map((title, index) => ({ index, title, processes: [] }));
const processes = DATA.processes.map((row, index) => ({
  index,
  vendors: row[0],
  source: row[1],
  headings: row[2],
  own: row[3],
  others: row[4],
  edges: row[5],
  coverage: row[6],
  coverageIn: row[7],
  roles: row[8],
  packed: row[9],
}));
for (const process of processes) {
  for (const vendor of process.vendors) vendors[vendor].processes.push(process);
}

const statements = DATA.statements.map((row, index) => ({
  index, source: row[0], line: row[1], textIndex: row[2], field: row[3], place: row.length > 4 ? { sv: row[4], en: row[5] } : null,
}));

function textOf(statement) {
  if (statement.textIndex >= 0) return DATA.texts[statement.textIndex];
  return statement.source < 0 ? correctionText(statement.line) : t('withheld');
}

// Where a statement stands, in formats in which a line is not enough: "sheet Vendors, cell C7".
function placeOf(statement) {
  return statement.place ? DATA.texts[statement.place[language]] : null;
}

// A statement without the label of its field: "Personal data: name" gives "name".
function valueOf(statement) {
  return textOf(statement).replace(/^[^:\n]{1,60}:\s*/u, '').trim();
}

function isWithheld(statement) {
  return statement.textIndex < 0 && statement.source >= 0;
}

function sourceName(index) {
  if (index < 0) return t('corrections');
  // Files that persons' facts were read from are numbered after the documents.
  const source = DATA.sources[index];
  if (!source) return DATA.supplied.files[index - DATA.sources.length] || t('suppliedFacts');
  return source.name || source.title || t('sourceNumber', { n: number(index + 1) });
}

function sourceTitle(index) {
  const source = DATA.sources[index];
  return (source && source.title) || sourceName(index);
}

// A correction without its author, for readers outside the house.
function correctionText(line) {
  const correction = DATA.corrections[line];
  if (!correction) return t('withheld');
  const parts = correction.stated.map(label);
  for (const concept of correction.denied) parts.push(t('not', { what: label(concept) }));
  if (correction.complete) parts.push(t('nothingElse'));
  return t('correctedOn', { date: date(correction.on), fact: capital(label(correction.property)), what: parts.join(', ') });
}

const CLAIM_WIDTH = 7;
function claimsOf(process) {
  if (!process.claims) {
    process.claims = [];
    const { packed } = process;
    for (let at = 0; at < packed.length; at += CLAIM_WIDTH) {
      process.claims.push({
        property: packed[at],
        facet: FACET_OF_PROPERTY.get(packed[at]),
        concept: packed[at + 1],
        certainty: CERTAINTY[packed[at + 2]],
        phrase: DATA.texts[packed[at + 3]],
        statement: statements[packed[at + 4]],
        qualifiers: DATA.qualifiers[packed[at + 5]],
        byPerson: (packed[at + 6] & 1) !== 0,
        outranked: (packed[at + 6] & 2) !== 0,
      });
    }
  }
  return process.claims;
}

function coverageIn(process, facet) {
  const found = [];
  for (let at = 0; at < process.coverageIn.length; at += 2) {
    if (process.coverageIn[at] === facet) found.push(statements[process.coverageIn[at + 1]]);
  }
  return found;
}

function edgesOf(process, facet, verb) {
  const found = [];
  for (let at = 0; at < process.edges.length; at += 2) {
    if (process.edges[at] === facet * VERBS + verb) found.push(process.edges[at + 1]);
  }
  return found;
}

// The lines of an entry; what a person's correction says of it stands in no document.
function linesOf(process) {
  const found = [...new Set([...process.headings, ...process.own, ...process.others])].map((index) => statements[index])
    .filter((statement) => statement.source >= 0);
  return found.sort((left, right) => left.source - right.source || left.line - right.line || left.index - right.index);
}

const allSubprocessors = processes.length > 0 && processes.every((process) =>
  process.roles.length > 0 && process.roles.every((role) => DATA.concepts[role][0] === 'dpv:DataSubProcessor'));
