// The table: the accessible equivalent of every picture, and the answer to every question.

const tableSort = { column: null, descending: false };
const shownAnswers = new Set(['yes', 'conditional', 'unknown', 'no']);

function drawTable(into) {
  fill(into);
  if (!vendors.length) return;
  if (!('data' in asking.values) && asking.question === OWN) chooseQuestion('own');
  const redraw = (parameter) => {
    state.page = 0;
    closeEvidence(false);
    drawTable(into);
    const again = into.querySelector(parameter ? `[data-parameter="${parameter}"]` : '#question');
    if (again) again.focus();
  };
  const result = el('div', { class: 'result', 'aria-live': 'polite' });
  append(into, [questionBox(redraw), result]);
  if (asking.question.kind === 'four-valued') answersTable(result, redraw);
  else rowsTable(result, redraw);
}

function ownSides({ data, where, purpose }) {
  return [
    data === null ? null : { kind: 'data', concept: data },
    where === null ? null : { kind: 'place', border: where, any: false },
    purpose === null ? null : { kind: 'purpose', concept: purpose },
  ].filter(Boolean);
}

function answersTable(into, redraw) {
  const sides = asking.question === OWN ? ownSides(asking.values) : sidesOf(asking.question, asking.values);
  const found = shownVendors().filter((vendor) => vendor.processes.length);
  const answered = found.map((vendor) => ({ vendor, verdict: sides.length ? verdictOf(vendor, sides) : null }));
  const counts = Object.fromEntries([...shownAnswers, ...RANKS].map((answer) => [answer, answered.filter((row) => row.verdict && row.verdict.answer === answer).length]));
  const rows = sides.length ? answered.filter((row) => shownAnswers.has(row.verdict.answer)) : answered;
  const columns = [
    { key: 'vendor', head: t('vendor'), sort: (left, right) => collate(left.vendor.title, right.vendor.title) },
    sides.length ? { key: 'answer', head: t('answer'), sort: (left, right) => right.verdict.rank - left.verdict.rank } : { key: 'data', head: t('personalData') },
    { key: 'place', head: t('storagePlace'), sort: (left, right) => STANDINGS.indexOf(left.vendor.standing) - STANDINGS.indexOf(right.vendor.standing) },
    { key: 'purpose', head: t('purpose') },
    { key: 'line', head: t('lineHead'), sort: (left, right) => firstLine(left.vendor) - firstLine(right.vendor) },
  ];
  sortRows(rows, columns, sides.length ? 'answer' : 'place');
  append(into, [sides.length ? answerFilters(counts, redraw) : null,
    pagedTable(rows, columns, redraw, (row) => answerRow(row, columns), sides.length ? 'answers' : 'own')]);
}

function answerFilters(counts, redraw) {
  return el('div', { class: 'legend filters', role: 'group', 'aria-label': t('showAnswers') }, ['yes', 'conditional', 'unknown', 'no'].map((answer) => el('button', {
    type: 'button', class: `plain ${answer}`, 'aria-pressed': String(shownAnswers.has(answer)),
    on: { click: () => { if (shownAnswers.has(answer)) shownAnswers.delete(answer); else shownAnswers.add(answer); redraw(); } },
  }, icon(answer), el('b', {}, number(counts[answer]), ' ', answerWord(answer)))));
}

function answerRow({ vendor, verdict }, columns) {
  const row = el('tr', {});
  const under = (panel) => {
    const holder = el('tr', { class: 'unfolded' }, el('td', { colspan: columns.length }, panel));
    row.after(holder);
    return holder;
  };
  const { mark, word, detail } = placeWords(vendor);
  append(row, [
    el('th', { scope: 'row' }, el('button', { type: 'button', class: 'vendor-name', 'aria-expanded': 'false', on: { click: (event) => openEvidence(event.currentTarget, vendorContent(vendor), under) } }, name(vendor.title))),
    el('td', { 'data-head': columns[1].head }, verdict ? answerButton(verdict, under) : stateOfData(vendor)),
    el('td', { 'data-head': columns[2].head }, el('button', { type: 'button', class: `place-name ${vendor.standing}`, 'aria-expanded': 'false', on: { click: (event) => openEvidence(event.currentTarget, placeContent(vendor), under) } },
      mark ? icon(mark) : null, el('span', { class: 'word' }, word), detail ? el('span', { class: 'detail' }, detail) : null)),
    el('td', { 'data-head': columns[3].head }, purposesOf(vendor)),
    el('td', { class: 'number', 'data-head': columns[4].head }, vendor.processes.length > 1 ? whereText(vendor) : verdict ? citedLines(verdict) : String(firstLine(vendor))),
  ]);
  return row;
}

function answerButton(verdict, under) {
  const { reasons } = justify(verdict);
  return el('button', {
    type: 'button', class: 'answer-name', 'aria-expanded': 'false',
    on: { click: (event) => openEvidence(event.currentTarget, verdictContent(verdict, null), under) },
  }, icon(verdict.answer), el('span', {}, el('b', { class: verdict.answer }, answerWord(verdict.answer)), ' ', el('span', { class: 'gloss' }, el('bdi', {}, reasons.join('; ')))));
}

function citedLines(verdict) {
  const lines = justify(verdict).evidence.filter((one) => !one.outranked && one.statement.source >= 0).map((one) => one.statement.line);
  return [...new Set(lines)].sort((left, right) => left - right).join(', ');
}

function stateOfData(vendor) {
  const found = typesOf(vendor).sort((left, right) => (left[1] < right[1] ? 1 : left[1] > right[1] ? -1 : 0) || collate(label(left[0]), label(right[0])));
  const parts = ['yes', 'conditional'].map((answer) => [answer, found.filter(([, one]) => one === answer).map(([type]) => label(type))]).filter(([, list]) => list.length);
  if (vendor.processes.some((process) => isOpen(process, 'data'))) parts.push(['unknown', [t('openList')]]);
  if (!parts.length) parts.push(['unknown', [t('noDataStated')]]);
  return parts.map(([answer, list]) => el('div', { class: 'facts' }, icon(answer), el('span', {}, el('b', { class: answer }, answerWord(answer)), ' ', list.join(', '))));
}

const MOST_PURPOSES = 6;
function purposesOf(vendor) {
  const phrases = [...new Set(vendor.processes.flatMap((process) => claimsOf(process).filter((claim) => claim.facet === 'purpose' && claim.certainty !== 'outranked').map((claim) => claim.phrase)).filter(Boolean))];
  if (!phrases.length) return el('span', { class: 'gloss' }, t('notGiven'));
  const some = phrases.slice(0, MOST_PURPOSES).flatMap((phrase, index) => [index ? ', ' : null, el('bdi', {}, phrase)]);
  return [some, phrases.length > MOST_PURPOSES ? [' ', counted('morePurposes', phrases.length - MOST_PURPOSES)] : null];
}

function firstLine(vendor) {
  return Math.min(...vendor.processes.flatMap((process) => linesOf(process).slice(0, 1).map((line) => line.line)), Infinity);
}

function rowsTable(into, redraw) {
  if (lacksCustomers(asking.question)) {
    append(into, [emptyNote(t('noCustomers'), 'datamap fill organisation.yaml')]);
    return;
  }
  const { rows: all, least } = rowsOf(asking.question, asking.values);
  const wanted = state.search.trim().toLocaleLowerCase(language);
  const fits = (row) => asking.question.columns.every((column) => {
    const term = row.terms[column];
    return !term || !term.vendor || !state.filter || FILTERS[state.filter](term.vendor);
  }) && (!wanted || asking.question.columns.some((column) => shown(row.terms[column]).toLocaleLowerCase(language).includes(wanted)));
  const rows = all.filter(fits);
  const cited = rows.some((row) => row.evidence.length);
  const columns = asking.question.columns.map((column) => ({
    key: column, head: capital(DATA.headings[language][column] || column),
    sort: (left, right) => compareShown(left.terms[column], right.terms[column]),
  }));
  if (cited) columns.push({ key: 'evidence', head: t('evidence') });
  sortRows(rows, columns, null);
  append(into, [
    el('p', { class: 'note' }, counted('rows', rows.length), '. ', wording().sourceNote, least ? ` ${t('sharedLeast', { n: number(least) })}` : ''),
    pagedTable(rows, columns, redraw, (row) => plainRow(row, columns), 'rows')]);
}

function compareShown(left, right) {
  if (left && right && left.count !== undefined) return right.count - left.count;
  return collate(shown(left), shown(right));
}

function plainRow(row, columns) {
  const line = el('tr', {});
  const under = (panel) => {
    const holder = el('tr', { class: 'unfolded' }, el('td', { colspan: columns.length }, panel));
    line.after(holder);
    return holder;
  };
  append(line, columns.map(({ key, head }, index) => {
    if (key === 'evidence') {
      return el('td', { 'data-head': head }, row.evidence.length ? el('button', { type: 'button', class: 'plain', 'aria-expanded': 'false', on: { click: (event) => openEvidence(event.currentTarget, statementsContent(row.evidence), under) } },
        placesOf(row.evidence)) : null);
    }
    const term = row.terms[key];
    const text = el('bdi', {}, key === 'phrase' ? shown(term) : index === 0 && term && term.concept !== undefined ? capital(shown(term)) : shown(term));
    return el(index ? 'td' : 'th', { scope: index ? null : 'row', class: term && term.count !== undefined ? 'number' : null, 'data-head': head },
      text.textContent ? text : el('span', { class: 'gloss' }, key === 'ground' ? t('noGround') : '–'));
  }));
  return line;
}

function statementsContent(list) {
  const bySource = new Map();
  for (const statement of list) {
    if (!bySource.has(statement.source)) bySource.set(statement.source, []);
    bySource.get(statement.source).push(statement);
  }
  return el('div', { class: 'sources' }, [...bySource].map(([source, cited]) => el('figure', { class: 'source' },
    el('figcaption', {}, t('source'), ': ', el('bdi', {}, sourceName(source))),
    el('ol', { class: 'lines' }, cited.map((statement) => lineRow(statement, { phrases: new Set(), outranked: false }))))));
}

function sortRows(rows, columns, first) {
  const column = columns.find((one) => one.key === (tableSort.column || first));
  if (!column || !column.sort) return;
  const sign = tableSort.column && tableSort.descending ? -1 : 1;
  rows.sort((left, right) => sign * column.sort(left, right) || (left.vendor && !tableSort.column ? collate(left.vendor.title, right.vendor.title) : 0));
}

function pagedTable(rows, columns, redraw, rowOf, kind) {
  if (!rows.length) return el('p', { class: 'nothing' }, t(state.search || state.filter ? 'nothingFound' : 'noRows'));
  const page = printing ? rows.slice(0, MOST_PRINTED) : rows.slice(state.page * PAGE_SIZE, (state.page + 1) * PAGE_SIZE);
  const pages = Math.ceil(rows.length / PAGE_SIZE);
  const heads = columns.map((column) => {
    const active = tableSort.column === column.key;
    const sort = active ? (tableSort.descending ? 'descending' : 'ascending') : null;
    // A button in a head that repeats on paper is printed on the first page alone.
    if (!column.sort || printing) return el('th', { scope: 'col', class: column.key === 'line' || column.key === 'count' ? 'number' : null }, column.head);
    return el('th', { scope: 'col', 'aria-sort': sort, class: column.key === 'line' || column.key === 'count' ? 'number' : null }, el('button', {
      type: 'button', class: 'sort',
      on: { click: () => { Object.assign(tableSort, { column: column.key, descending: active && !tableSort.descending }); redraw(); } },
    }, column.head, el('span', { 'aria-hidden': 'true' }, active ? (tableSort.descending ? ' ↓' : ' ↑') : '')));
  });
  return [
    el('table', { class: `list ${kind}` }, el('caption', { class: 'hidden' }, t('tableCaption')), el('thead', {}, el('tr', {}, heads)), el('tbody', {}, page.map(rowOf))),
    pager(t('rowsFromTo', { from: number(state.page * PAGE_SIZE + 1), to: number(Math.min((state.page + 1) * PAGE_SIZE, rows.length)), all: number(rows.length) }), state.page, pages,
      (to) => change({ page: to }), t('pages')),
  ];
}
