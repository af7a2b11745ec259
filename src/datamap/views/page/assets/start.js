// The frame of the page: head, views, search; and what redraws when the reader chooses.

const head = el('header', {});
const tabs = el('div', { class: 'tabs', role: 'tablist' });
const searchField = el('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false', on: { input: () => change({ search: searchField.value }) } });
const searchLabel = el('label', { class: 'hidden', for: 'search' });
const status = el('p', { class: 'status', role: 'status' });
const panels = Object.fromEntries(VIEWS.map((view) => [view, el('section', { id: `view-${view}`, role: 'tabpanel', 'aria-labelledby': `tab-${view}`, hidden: true })]));
const foot = el('footer', {});
const DRAW = { matrix: drawMatrix, flow: drawFlow, network: drawNetwork, table: drawTable, findings: drawFindings };

function frame() {
  fill(document.getElementById('page'), head,
    el('main', {}, el('div', { class: 'tab-bar' }, tabs, el('div', { class: 'search', role: 'search' }, searchLabel, searchField)), status, Object.values(panels)), foot);
}

function drawTabs() {
  tabs.setAttribute('aria-label', t('views'));
  searchLabel.textContent = t('search');
  searchField.setAttribute('placeholder', t('search'));
  fill(tabs, VIEWS.map((view) => el('button', {
    type: 'button', role: 'tab', id: `tab-${view}`, 'aria-controls': `view-${view}`, 'aria-selected': String(view === state.view),
    tabindex: view === state.view ? '0' : '-1', on: { click: () => show(view), keydown: moveTab },
  }, t(`view_${view}`))));
  document.querySelector('.tab-bar').hidden = !vendors.length;
}

function moveTab(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length];
  show(next);
  document.getElementById(`tab-${next}`).focus();
}

function show(view) {
  if (!VIEWS.includes(view)) return;
  change({ view });
  drawTabs();
  history.replaceState(null, '', `#${view}`);
}

function drawViews() {
  for (const [view, panel] of Object.entries(panels)) {
    panel.hidden = view !== state.view;
    if (view !== state.view) panel.replaceChildren();
  }
  if (vendors.length) DRAW[state.view](panels[state.view]);
  for (const button of head.querySelectorAll('.count')) {
    button.setAttribute('aria-pressed', String(Boolean(state.filter) && button.classList.contains(state.filter)));
  }
  const filtered = Boolean(state.filter || state.search.trim());
  fill(status, filtered ? [counted('found', shownVendors().length, { all: number(vendors.length) }), ' ',
    el('button', { type: 'button', class: 'plain', on: { click: () => { searchField.value = ''; change({ search: '', filter: null }); searchField.focus(); } } }, t('showAll'))] : null);
}

function speak(code) {
  const focused = document.activeElement && document.activeElement.closest('.languages');
  language = code;
  document.documentElement.lang = code;
  document.title = DATA.cover.entity ? `${DATA.cover.entity} · ${t('title')}` : t('title');
  closeEvidence(false);
  drawHead(head);
  drawTabs();
  fill(foot, el('p', {}, t('madeBy', { maker: DATA.maker })));
  drawViews();
  if (focused) head.querySelector('.languages [aria-pressed="true"]').focus();
}

function printAll(now) {
  if (printing === now) return;
  printing = now;
  closeEvidence(false);
  drawViews();
}

drawers.push(drawViews);
frame();
const asked = window.location.hash.slice(1);
if (VIEWS.includes(asked)) state.view = asked;
speak(language);
// What was drawn for a width stands until the width is another, and an open panel with it.
let drawnWidth = window.innerWidth;
let settling = 0;
window.addEventListener('resize', () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (printing || window.innerWidth === drawnWidth) return;
    drawnWidth = window.innerWidth;
    closeEvidence(false);
    drawViews();
  }, 150);
});
window.addEventListener('beforeprint', () => printAll(true));
window.addEventListener('afterprint', () => printAll(false));
window.addEventListener('hashchange', () => show(window.location.hash.slice(1)));

// The words of all entries are gathered while the reader looks, so that the first search finds them ready.
const whenIdle = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 10 }), 50));
function gatherWords(from) {
  whenIdle((idle) => {
    let at = from;
    while (at < ordered.length && idle.timeRemaining() > 2) searchText(ordered[at++]);
    if (at < ordered.length) gatherWords(at);
  });
}
gatherWords(0);

// For scripts and tests: the page's own answers, as plain values. Nothing here changes the page.
window.datamap = Object.freeze({
  answers: (questionName, values) => plainAnswers(questionName, values),
  rows: (questionName, values) => plainRows(questionName, values),
});

function conceptNumbers(question, values) {
  const byName = new Map(DATA.concepts.map((row, index) => [row[0], index]));
  return Object.fromEntries(question.parameters.map((parameter) => {
    const [field, kind] = parameter;
    const given = field in values ? values[field] : defaultValue(parameter, question);
    if (kind in ASKED_SIDE && typeof given === 'string') return [field, byName.get(given)];
    if (kind === 'vendor' && typeof given === 'number') return [field, vendors[given]];
    if (kind === 'controller' && typeof given === 'string') return [field, customers.find((customer) => customer.title === given)];
    return [field, given];
  }));
}

function plainAnswers(questionName, values) {
  const question = DATA.catalogue.find((one) => one.name === questionName);
  return verdicts(sidesOf(question, conceptNumbers(question, values))).map((verdict) => {
    const { reasons, evidence } = justify(verdict);
    return {
      vendor: verdict.vendor.title, index: verdict.vendor.index, answer: verdict.answer, codes: verdict.codes, reason: reasons.join('; '),
      deciding: verdict.deciding.map(({ process }) => process.index),
      evidence: evidence.map((one) => ({
        source: sourceName(one.statement.source), line: one.statement.line, text: textOf(one.statement).trim(),
        phrases: [...one.phrases], sides: [...one.sides], outranked: one.outranked,
      })),
    };
  });
}

function plainRows(questionName, values) {
  const question = DATA.catalogue.find((one) => one.name === questionName);
  return rowsOf(question, conceptNumbers(question, values)).rows.map((row) => ({
    values: Object.fromEntries(question.columns.map((column) => {
      const term = row.terms[column];
      return [column, !term ? null : term.count !== undefined ? term.count : shown(term)];
    })),
    evidence: row.evidence.map((statement) => ({ source: sourceName(statement.source), line: statement.line, text: textOf(statement).trim() })),
  }));
}
