// What a check found: on each vendor, and as a view of its own with a filter. Only the house's page has it.

const FOUND = DATA.findings || null;
const SEVERITIES = ['error', 'warning', 'info'];
const spoken = (both) => both[LANGUAGES.indexOf(language)];
const rules = FOUND ? FOUND.rules.map(([id, severity, article, remedies, explanations]) => ({ id, severity, article, remedies, explanations })) : [];
const findings = FOUND ? FOUND.found.map((row) => ({
  rule: rules[row[0]], vendors: row[1], about: row[2], messages: [row[3], row[4]], details: [row[5], row[6]], lines: row[7], beside: row[8],
})) : [];
for (const vendor of vendors) vendor.findings = [];
for (const finding of findings) {
  for (const index of finding.vendors) vendors[index].findings.push(finding);
}

const severityWord = (severity) => FOUND.severities[language][severity];
const severityCount = (list, severity) => list.filter((finding) => finding.rule.severity === severity).length;
const aboutWhat = (finding) => (finding.vendors.length ? finding.vendors.map((index) => vendors[index].title).sort(collate).join(' / ') : DATA.texts[finding.about]);

function findingText(finding) {
  const detail = DATA.texts[spoken(finding.details)];
  return DATA.texts[spoken(finding.messages)] + (detail ? `: ${detail}` : '');
}

// The lines of a finding, each once, with the words that count.
function linesFound(finding) {
  const found = new Map();
  for (let at = 0; at < finding.lines.length; at += 2) {
    const statement = statements[finding.lines[at]];
    if (!found.has(statement)) found.set(statement, new Set());
    if (finding.lines[at + 1] >= 0) found.get(statement).add(DATA.texts[finding.lines[at + 1]]);
  }
  return found;
}

const severityMark = (severity) => el('b', { class: `severity ${severity}` }, icon(severity), severityWord(severity));

// Above the views: how many there are of each severity; each number shows those vendors alone.
function findingCounts() {
  if (!FOUND) return null;
  const parts = SEVERITIES.filter((severity) => severityCount(findings, severity)).map((severity) => {
    const some = severityCount(findings, severity);
    return el('button', {
      type: 'button', class: `plain count ${severity}`, 'aria-pressed': String(state.filter === severity), title: t('filterHint'),
      on: { click: () => change({ filter: state.filter === severity ? null : severity }) },
    }, icon(severity), el('b', {}, counted(`found_${severity}`, some)));
  });
  return el('p', { class: 'found' }, t('checkFound'), ' ', parts.length ? parts : t('noFindings'));
}

// On a vendor: all that was found there, worst first, each with its lines marked.
function findingsOf(vendor) {
  if (!vendor.findings.length) return null;
  return el('section', { class: 'of-vendor' },
    el('h3', {}, counted('findings', vendor.findings.length)),
    el('ol', { class: 'finding-list' }, vendor.findings.map((finding) => el('li', {},
      el('p', {}, severityMark(finding.rule.severity), ' ', el('bdi', {}, findingText(finding))),
      el('p', { class: 'gloss' }, remedyOf(finding), ' ', ruleName(finding.rule)),
      linesFound(finding).size ? el('p', { class: 'gloss' }, capital(placesOf([...linesFound(finding).keys()])), quotedPhrases(finding)) : null))));
}

function quotedPhrases(finding) {
  const phrases = [...new Set([...linesFound(finding).values()].flatMap((some) => [...some]))];
  return phrases.length ? [': ', el('bdi', {}, phrases.map(quoted).join(', '))] : null;
}

const remedyOf = (finding) => spoken(finding.rule.remedies);
const ruleName = (rule) => el('span', { class: 'rule' }, rule.article ? t('ruleArticle', { id: rule.id, article: rule.article }) : rule.id);

function findingContent(finding) {
  const bySource = new Map();
  for (const [statement, phrases] of linesFound(finding)) {
    if (!bySource.has(statement.source)) bySource.set(statement.source, []);
    bySource.get(statement.source).push([statement, phrases]);
  }
  return [
    el('div', { class: 'said' },
      el('p', { class: 'about' }, name(aboutWhat(finding)), ' · ', ruleName(finding.rule)),
      el('p', { class: 'answer' }, el('bdi', {}, findingText(finding))),
      el('p', { class: 'reason' }, severityMark(finding.rule.severity), ' ', remedyOf(finding)),
      el('p', { class: 'note' }, spoken(finding.rule.explanations)),
      el('p', { class: 'note' }, FOUND.note[language])),
    el('div', { class: 'sources' },
      [...bySource].map(([source, cited]) => el('figure', { class: 'source' },
        el('figcaption', {}, t('source'), ': ', el('bdi', {}, sourceName(source)), ', ', placesOf(cited.map(([statement]) => statement))),
        el('ol', { class: 'lines' }, cited.map(([statement, phrases]) => lineRow(statement, { phrases, outranked: false }))))),
      finding.beside.map(([source, line, text]) => el('figure', { class: 'source' },
        el('figcaption', {}, t('source'), ': ', el('bdi', {}, DATA.texts[source])),
        el('ol', { class: 'lines' }, el('li', { class: 'cited' }, el('span', { class: 'number' }, String(line)), el('span', { class: 'text' }, el('bdi', {}, DATA.texts[text]))))))),
  ];
}

// The view: one row a finding. A filter of vendors leaves out what concerns no vendor.
const chosenRule = { id: '' };
function drawFindings(into) {
  fill(into);
  const redraw = () => {
    state.page = 0;
    closeEvidence(false);
    drawFindings(into);
    into.querySelector('#rule').focus();
  };
  const severity = SEVERITIES.includes(state.filter) ? state.filter : null;
  const shownOnes = new Set(shownVendors().map((vendor) => vendor.index));
  const inView = findings.filter((finding) => (!severity || finding.rule.severity === severity)
    && (finding.vendors.length ? finding.vendors.some((index) => shownOnes.has(index)) : (severity || !state.filter) && saysWords(finding)));
  const rows = inView.filter((finding) => !chosenRule.id || finding.rule.id === chosenRule.id);
  const columns = [
    { key: 'severity', head: t('severity'), sort: (left, right) => SEVERITIES.indexOf(left.rule.severity) - SEVERITIES.indexOf(right.rule.severity) },
    { key: 'about', head: t('concerns'), sort: (left, right) => collate(aboutWhat(left), aboutWhat(right)) },
    { key: 'finding', head: t('finding') },
    { key: 'rule', head: t('rule'), sort: (left, right) => collate(left.rule.id, right.rule.id) },
    { key: 'line', head: t('lineHead') },
  ];
  sortRows(rows, columns, 'severity');
  const choices = new Map();
  for (const finding of inView) choices.set(finding.rule.id, (choices.get(finding.rule.id) || 0) + 1);
  if (chosenRule.id && !choices.has(chosenRule.id)) choices.set(chosenRule.id, 0);
  append(into, [
    el('div', { class: 'bar found-bar' },
      el('p', { class: 'choose' }, el('label', { for: 'rule' }, t('rule')), el('select', { id: 'rule', on: { change: (event) => { chosenRule.id = event.target.value; redraw(); } } },
        el('option', { value: '' }, t('allRules')),
        [...choices].sort(([left], [right]) => collate(left, right)).map(([id, some]) => el('option', { value: id, selected: id === chosenRule.id }, `${id} (${number(some)})`))))),
    el('p', { class: 'note' }, counted('findings', rows.length), '. ', t('checkedAs', { role: t(`role_${FOUND.role}`), date: date(DATA.at) }), ' ',
      FOUND.suppressed ? `${counted('suppressed', FOUND.suppressed)} ` : null, FOUND.note[language]),
    FOUND.failures.length ? el('p', { class: 'note' }, t('rulesFailed'), ' ', FOUND.failures.join('; ')) : null,
    pagedTable(rows, columns, redraw, (row) => findingRow(row, columns), 'findings')]);
}

function saysWords(finding) {
  const wanted = state.search.trim().toLocaleLowerCase(language);
  const said = `${aboutWhat(finding)} ${findingText(finding)}`.toLocaleLowerCase(language);
  return wanted.split(/\s+/).every((word) => said.includes(word));
}

function findingRow(finding, columns) {
  const row = el('tr', {});
  const under = (panel) => {
    const holder = el('tr', { class: 'unfolded' }, el('td', { colspan: columns.length }, panel));
    row.after(holder);
    return holder;
  };
  const cited = [...linesFound(finding).keys()];
  append(row, [
    el('td', { 'data-head': columns[0].head }, severityMark(finding.rule.severity)),
    el('th', { scope: 'row' }, finding.vendors.length === 1
      ? el('button', { type: 'button', class: 'vendor-name', 'aria-expanded': 'false', on: { click: (event) => openEvidence(event.currentTarget, vendorContent(vendors[finding.vendors[0]]), under) } }, name(aboutWhat(finding)))
      : name(aboutWhat(finding))),
    el('td', { 'data-head': columns[2].head }, el('button', { type: 'button', class: 'finding-name', 'aria-expanded': 'false', on: { click: (event) => openEvidence(event.currentTarget, findingContent(finding), under) } }, el('bdi', {}, findingText(finding)))),
    el('td', { 'data-head': columns[3].head }, el('span', { class: 'rule' }, finding.rule.id)),
    el('td', { class: 'number', 'data-head': columns[4].head }, cited.length ? [...new Set(cited.map((statement) => statement.line))].sort((left, right) => left - right).join(', ') : '–'),
  ]);
  return row;
}
