// One panel for all views: the answer, its reason, and the lines it rests on with their words marked.

const MOST_ENTRIES = 5;
let opened = null;

// `place` puts the panel into the document; `from` is the button that asked, which gets focus back.
function openEvidence(from, content, place) {
  const again = opened && opened.from === from;
  closeEvidence(false);
  if (again) return;
  const panel = el('section', { class: 'panel', tabindex: '-1', 'aria-label': t('evidence') },
    el('button', { class: 'close', type: 'button', on: { click: () => closeEvidence(true) } }, t('close'), ' ✕'),
    content);
  const holder = place(panel);
  from.setAttribute('aria-expanded', 'true');
  from.classList.add('chosen');
  opened = { from, holder };
  pointAt(panel, from);
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: 'nearest' });
}

function closeEvidence(returnFocus) {
  if (!opened) return;
  const { from, holder } = opened;
  opened = null;
  holder.remove();
  from.setAttribute('aria-expanded', 'false');
  from.classList.remove('chosen');
  if (returnFocus && from.isConnected) from.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && opened) {
    event.preventDefault();
    closeEvidence(true);
  }
});

// The notch stands below the mark that was chosen.
function pointAt(panel, from) {
  const mark = (from.querySelector('.mark') || from).getBoundingClientRect();
  const box = panel.getBoundingClientRect();
  const middle = Math.min(Math.max(mark.left + mark.width / 2 - box.left, 14), box.width - 14);
  panel.style.setProperty('--notch', `${middle}px`);
}

function verdictContent(verdict, asked) {
  const { reasons, evidence } = justify(verdict);
  const notes = [wording().sourceNote];
  if (verdict.sides.some((side) => side.kind === 'place' && !side.any)) notes.unshift(placeNote());
  return [
    el('div', { class: 'said' },
      el('p', { class: 'about' }, name(verdict.vendor.title), asked ? ` · ${asked}` : ''),
      el('p', { class: `answer ${verdict.answer}` }, icon(verdict.answer), answerWord(verdict.answer)),
      reasons.map((reason) => el('p', { class: 'reason' }, `${capital(reason)}.`)),
      el('p', { class: 'note' }, notes.join(' '))),
    sourceBlocks(verdict.deciding.map(({ process }) => process), evidence),
  ];
}

function placeNote() {
  const access = processes.some((process) => [STATES, MAY_HAVE].some((verb) => edgesOf(process, FACET.access, verb).length));
  return access ? t('accessNote') : wording().placeNote;
}

function sourceBlocks(entries, evidence) {
  const shownEntries = entries.slice(0, MOST_ENTRIES);
  const blocks = shownEntries.map((process) => sourceBlock(process, evidence));
  const beside = evidence.filter((one) => one.statement.source < 0);
  if (beside.length) blocks.push(correctionBlock(beside));
  const rest = entries.slice(MOST_ENTRIES);
  if (rest.length) {
    const more = el('button', {
      class: 'plain', type: 'button',
      on: { click: () => more.replaceWith(...rest.map((process) => sourceBlock(process, evidence))) },
    }, counted('moreEntries', rest.length));
    blocks.push(more);
  }
  return el('div', { class: 'sources' }, blocks);
}

function sourceBlock(process, evidence) {
  const cited = new Map(evidence.map((one) => [one.statement, one]));
  const lines = linesOf(process);
  for (const one of evidence) {
    if (one.processes.has(process) && one.statement.source >= 0 && !lines.includes(one.statement)) lines.push(one.statement);
  }
  const at = lines.filter((line) => cited.has(line) && !cited.get(line).outranked);
  return el('figure', { class: 'source' },
    el('figcaption', {}, t('source'), ': ', el('bdi', {}, sourceName(process.source)), at.length ? `, ${placesOf(at)}` : ''),
    el('ol', { class: 'lines' }, lines.map((line) => lineRow(line, cited.get(line)))));
}

function lineRow(statement, cited) {
  const text = textOf(statement).trim();
  return el('li', { class: cited ? (cited.outranked ? 'outranked' : 'cited') : null },
    el('span', { class: statement.place ? 'number place' : 'number' }, placeOf(statement) || String(statement.line)),
    el('span', { class: isWithheld(statement) ? 'text withheld' : 'text' },
      cited && cited.outranked ? el('em', {}, t('outranked'), ': ') : null,
      el('bdi', {}, cited ? marked(text, [...cited.phrases]) : text)));
}

function correctionBlock(evidence) {
  return el('figure', { class: 'source' },
    el('figcaption', {}, capital(t('corrections'))),
    el('ol', { class: 'lines' }, evidence.map((one) => lineRow(one.statement, { phrases: new Set(), outranked: false }))));
}

function placesOf(cited) {
  const found = [...new Set(cited.filter((one) => !one.place).map((one) => one.line))].sort((left, right) => left - right);
  const places = [...new Set(cited.map(placeOf).filter(Boolean))];
  return [found.length ? t(found.length > 1 ? 'lines' : 'line', { n: series(found.map(String)) }) : null, ...places].filter(Boolean).join('; ');
}

// The words that count, marked where they stand; longer ones first, none inside another word.
function marked(text, phrases) {
  const spans = [];
  for (const phrase of [...phrases].sort((left, right) => right.length - left.length)) {
    const at = findWhole(text, phrase, spans);
    if (at >= 0) spans.push([at, at + phrase.length]);
  }
  spans.sort((left, right) => left[0] - right[0]);
  const pieces = [];
  let end = 0;
  for (const [from, to] of spans) {
    pieces.push(text.slice(end, from), el('mark', {}, text.slice(from, to)));
    end = to;
  }
  pieces.push(text.slice(end));
  return pieces;
}

function findWhole(text, phrase, taken) {
  if (!phrase) return -1;
  const colon = text.indexOf(':');
  const isLetter = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
  const free = (at) => taken.every(([from, to]) => at + phrase.length <= from || at >= to);
  let fallback = -1;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!free(at)) continue;
    const whole = !isLetter(text[at - 1]) && text[at - 1] !== '-' && !isLetter(text[at + phrase.length]);
    if (whole && at > colon) return at;
    if (fallback < 0) fallback = at;
  }
  return fallback;
}

// All that the sources say of a vendor, without a question.
function vendorContent(vendor) {
  return [
    el('div', { class: 'said' },
      el('p', { class: 'answer' }, name(vendor.title)),
      el('p', { class: 'reason' }, whereText(vendor)),
      DATA.links[vendor.index] ? el('p', { class: 'note' }, el('bdi', {}, DATA.links[vendor.index][language].join('; '))) : null,
      el('p', { class: 'note' }, wording().sourceNote),
      el('p', {}, el('button', { class: 'plain', type: 'button', on: { click: () => askAbout(vendor) } }, t('allFacts')))),
    sourceBlocks(vendor.processes, []),
    findingsOf(vendor),
  ];
}

function whereText(vendor) {
  if (vendor.processes.length === 1) {
    const [heading] = linesOf(vendor.processes[0]);
    if (heading && heading.place) return placeOf(heading);
    const [from, to] = span(vendor.processes[0]);
    if (from === undefined) return '';
    return from === to ? t('line', { n: from }) : t('lineRange', { from, to });
  }
  const sources = new Set(vendor.processes.map((process) => process.source)).size;
  return t(sources === 1 ? 'entriesOfSource' : 'entriesOfSources', { n: number(vendor.processes.length), m: number(sources) });
}

// The lines from an entry's heading on; a footnote printed elsewhere is not counted in.
const WIDEST_GAP = 4;
function span(process) {
  const lines = linesOf(process).filter((line) => line.source === process.source).map((line) => line.line);
  let to = lines[0];
  for (const line of lines) if (line - to <= WIDEST_GAP) to = line;
  return [lines[0], to];
}
