// Vendor by type of data: four values by shape, colour and word; the place as a flagged column.

const mediaNarrow = window.matchMedia('(max-width: 1099px)');
let printing = false;
const MOST_PRINTED = 500;

function drawMatrix(into) {
  if (!vendors.length) return fill(into);
  const found = shownVendors();
  const page = printing ? found.slice(0, MOST_PRINTED) : found.slice(state.page * PAGE_SIZE, (state.page + 1) * PAGE_SIZE);
  const narrow = mediaNarrow.matches && !printing;
  const columns = columnPage();
  return fill(into,
    legend(),
    el('div', { class: 'bar' },
      narrow || columns.pages < 2 ? null : pager(t('typesFromTo', { from: columns.from, to: columns.to, all: columns.all }),
        columns.page, columns.pages, (to) => change({ columns: to, page: state.page }), t('typePages')),
      vendorPager(found.length)),
    found.length === 0 ? nothingFound() : narrow ? entryList(page) : matrixTable(page, columns.types),
    printing && found.length > MOST_PRINTED ? el('p', { class: 'note' }, t('printedOnly', { n: number(MOST_PRINTED), all: number(found.length) })) : null,
    footnotes());
}

function legend() {
  return el('ul', { class: 'legend' }, ['yes', 'conditional', 'unknown', 'no'].map((answer) =>
    el('li', {}, icon(answer), el('span', {}, el('b', { class: answer }, answerWord(answer)), ' ', el('span', { class: 'gloss' }, t(`legend_${answer}`))))));
}

function nothingFound() {
  return el('p', { class: 'nothing' }, t('nothingFound'), ' ', el('button', {
    type: 'button', class: 'plain', on: { click: () => { searchField.value = ''; change({ search: '', filter: null }); } },
  }, t('showAll')));
}

// What the heading of each group of vendors says, with its count among all.
function standingHeading(standing) {
  const all = vendors.filter((vendor) => vendor.standing === standing).length;
  return [el('b', {}, t(`group_${standing}`)), ' ', el('span', { class: 'count' }, t('ofAll', { n: number(all), all: number(vendors.length) }))];
}

function matrixTable(page, types) {
  const groups = columnGroups(types);
  const columns = groups.flatMap((group) => group.types);
  const starts = new Set(groups.map((group) => group.types[0]));
  const widest = `${Math.max(940, 326 + columns.length * 110)}px`;
  const table = el('table', { class: 'matrix', 'aria-describedby': 'keys', css: { 'max-width': widest } },
    el('caption', { class: 'hidden' }, t('matrixCaption')),
    el('colgroup', {}, el('col', { class: 'vendor' }), el('col', { class: 'place' }), columns.map(() => el('col'))),
    el('thead', {},
      el('tr', { class: 'groups' }, el('td', { colspan: '2' }), groups.map((group) => el('th', { scope: 'colgroup', colspan: group.types.length },
        el('span', {}, t(`types_${group.group}`))))),
      el('tr', {}, el('th', { scope: 'col' }, t('vendor')), el('th', { scope: 'col' }, t('storagePlace')),
        columns.map((type) => el('th', { scope: 'col', class: PRECEDENCE.has(groupOf.get(type)) ? 'grave' : null },
          breakable(capital(label(type))))))));
  let standing = null;
  let body = null;
  for (const vendor of page) {
    if (vendor.standing !== standing) {
      standing = vendor.standing;
      body = el('tbody', {}, el('tr', { class: 'standing' }, el('th', { scope: 'rowgroup', colspan: columns.length + 2 }, standingHeading(standing))));
      table.append(body);
    }
    body.append(...vendorRows(vendor, columns));
  }
  roveIn(table);
  return el('div', { class: 'matrix-holder' }, el('p', { id: 'keys', class: 'hidden' }, t('keys')), table);
}

function vendorRows(vendor, columns) {
  const codes = columns.map((type) => codeFor(vendor, { kind: 'data', concept: type }));
  const answers = codes.map((code) => RANKS[rankOf(code)]);
  const runs = runsOf(answers);
  const words = el('tr', { class: 'words', 'aria-hidden': 'true' }, runs.map((run) =>
    el('td', { colspan: run.length, class: run.answer }, run.word ? runWord(vendor, run, columns) : null)));
  const row = el('tr', { class: 'marks' },
    el('th', { scope: 'row', rowspan: '2' }, vendorButton(vendor, words), el('span', { class: 'where' }, whereText(vendor))),
    el('td', { rowspan: '2', class: 'place' }, placeButton(vendor, words)),
    columns.map((type, index) => el('td', { class: answers[index] }, cellButton(vendor, type, answers[index], words))));
  return [row, words];
}

// Where neighbouring cells say the same they are one run; the word stands under the longest of each
// value, and at every yes or "may occur" in the first two columns.
function runsOf(answers) {
  const runs = [];
  answers.forEach((answer, at) => {
    const last = runs.at(-1);
    if (last && last.answer === answer) last.length += 1;
    else runs.push({ answer, at, length: 1, word: false });
  });
  for (const value of new Set(answers)) {
    const longest = runs.filter((run) => run.answer === value).reduce((left, right) => (right.length > left.length ? right : left));
    longest.word = true;
  }
  for (const run of runs) if (run.at < 2 && (run.answer === 'yes' || run.answer === 'conditional')) run.word = true;
  return runs;
}

function runWord(vendor, run, columns) {
  const word = el('b', {}, breakable(answerWord(run.answer)));
  if (run.answer !== 'unknown' || run.length < 3) return word;
  const verdict = verdictOf(vendor, [{ kind: 'data', concept: columns[run.at] }]);
  if (verdict.codes[0] === SILENT) return [word, ': ', t('noDataStated')];
  const open = verdict.deciding.find(({ process }) => isOpen(process, 'data'));
  const opening = open ? openingPhrase(open.process) : null;
  return opening ? [word, ': ', el('bdi', {}, quoted(opening))] : word;
}

// What opens an entry's list of data, in its own words: the whole field where nothing else stands in it
// and it is short, else the first phrase that says so.
const LONGEST_QUOTE = 90;
function openingPhrase(process) {
  const isData = (statement) => statement.field >= 0 && DATA.concepts[statement.field][0] === 'dm:field-data';
  const opens = coverageIn(process, COVERED.data).sort((left, right) => isData(right) - isData(left));
  for (const statement of opens) {
    const claims = claimsOf(process).filter((claim) => claim.statement === statement && claim.phrase);
    const opening = claims.filter((claim) => claim.facet === 'qualifier' || (claim.facet === 'data' && claim.concept < 0));
    const value = valueOf(statement);
    if (opening.length === claims.length && value.length <= LONGEST_QUOTE) return value;
    if (opening.length && opening[0].phrase.length <= LONGEST_QUOTE) return opening[0].phrase;
  }
  return null;
}

function cellButton(vendor, type, answer, row) {
  const said = `${vendor.title}, ${label(type)}: ${answerWord(answer)}`;
  return el('button', {
    type: 'button', class: 'cell', 'aria-label': said, 'aria-expanded': 'false', title: said,
    on: { click: (event) => openEvidence(event.currentTarget, verdictContent(verdictOf(vendor, [{ kind: 'data', concept: type }]), capital(label(type))), underRow(row)) },
  }, icon(answer));
}

function vendorButton(vendor, row) {
  return el('button', {
    type: 'button', class: 'vendor-name', 'aria-expanded': 'false',
    on: { click: (event) => openEvidence(event.currentTarget, vendorContent(vendor), underRow(row)) },
  }, name(vendor.title));
}

function placeButton(vendor, row) {
  const { mark, word, detail } = placeWords(vendor);
  return el('button', {
    type: 'button', class: `place-name ${vendor.standing}`, 'aria-expanded': 'false',
    on: { click: (event) => openEvidence(event.currentTarget, placeContent(vendor), underRow(row)) },
  }, mark ? icon(mark) : null, el('span', { class: 'word' }, word), detail ? el('span', { class: 'detail' }, detail) : null);
}

const placeContent = (vendor) => verdictContent(verdictOf(vendor, [STORED_OUTSIDE]), t('storedOutside', { border: borderName('loc:EEA') }));

// How a vendor's place is shown: its standing where it matters, and the source's own words beside it.
const MOST_PLACES = 3;
function placeWords(vendor) {
  const cited = [...new Set(vendor.processes.flatMap((process) => claimsOf(process).filter((claim) =>
    (claim.facet === 'storage-place' || claim.facet === 'processing-place') && claim.concept >= 0
    && claim.certainty !== 'outranked' && claim.certainty !== 'denied').map((claim) => claim.statement)))];
  const quotes = [...new Set(cited.map(valueOf))];
  const labels = [...new Set(vendor.processes.flatMap((process) => [STATES, MAY_HAVE].flatMap((verb) => edgesOf(process, FACET.place, verb))))].map(label);
  const some = (list) => (list.length <= MOST_PLACES ? list.join(', ') : t('andMore', { list: list.slice(0, MOST_PLACES).join(', '), n: number(list.length - MOST_PLACES) }));
  if (vendor.standing === 'inside') return { mark: null, word: some(labels) || t('deniedOutside'), detail: null };
  if (vendor.standing === 'unknown') {
    const detail = vendor.placeCode === SILENT ? t('noPlaceStated') : labels.length ? some(labels) : t('openPlace');
    return { mark: 'unknown', word: answerWord('unknown'), detail };
  }
  return {
    mark: vendor.standing === 'outside' ? 'outside' : 'conditional',
    word: t(vendor.standing === 'outside' ? 'outsideEEA' : 'maybeOutsideEEA'),
    detail: quotes.length === 1 && quotes[0].length <= 60 ? quoted(quotes[0]) : some(labels),
  };
}

const underRow = (row) => (panel) => {
  const span = [...row.previousElementSibling.cells].length;
  const holder = el('tr', { class: 'unfolded' }, el('td', { colspan: span }, panel));
  row.after(holder);
  return holder;
};

// One stop of the Tab key for the whole matrix; arrow keys, Home and End move inside it.
function roveIn(table) {
  const rows = () => [...table.querySelectorAll('tr.marks')].map((row) => [...row.querySelectorAll('button')]);
  const stops = table.querySelectorAll('tr.marks button');
  stops.forEach((button, index) => button.setAttribute('tabindex', index ? '-1' : '0'));
  table.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] }[event.key];
    const from = event.target.closest('tr.marks button');
    if (!move || !from) return;
    event.preventDefault();
    const grid = rows();
    const line = grid.findIndex((buttons) => buttons.includes(from));
    const next = grid[Math.min(Math.max(line + move[0], 0), grid.length - 1)];
    const at = Math.min(Math.max(grid[line].indexOf(from) + move[1], 0), next.length - 1);
    next[at].focus();
  });
  table.addEventListener('focusin', (event) => {
    const to = event.target.closest('tr.marks button');
    if (!to) return;
    const before = table.querySelector('tr.marks button[tabindex="0"]');
    if (before) before.setAttribute('tabindex', '-1');
    to.setAttribute('tabindex', '0');
  });
}

// Remarks of the lists themselves that concern transfers but name no tool.
function footnotes() {
  if (processes.length > 500) return null;
  const unnamed = new Set();
  for (const process of processes) {
    for (const claim of claimsOf(process)) {
      if (claim.facet === 'safeguard' && claim.concept >= 0 && DATA.concepts[claim.concept][0] === 'dm:Article46Unspecified') unnamed.add(claim.statement);
    }
  }
  if (!unnamed.size) return null;
  return el('p', { class: 'footnote' }, t('article46', { where: placesOf([...unnamed]) }));
}
