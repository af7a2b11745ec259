// Whose map it is, the headline of counts, and what is said about all answers.

function drawHead(into) {
  const { cover } = DATA;
  fill(into,
    drawServed(),
    el('div', { class: 'topline' },
      el('p', {}, el('strong', {}, cover.entity ? el('bdi', {}, cover.entity) : t('title')),
        cover.entity ? ` · ${t('title')}` : null),
      el('p', { class: 'version' },
        el('span', {}, [cover.version ? t('version', { n: cover.version }) : null, t('bordersAt', { date: date(DATA.at) })].filter(Boolean).join(', ')),
        el('span', { class: 'languages', role: 'group', 'aria-label': t('language') }, LANGUAGES.map((code) => el('button', {
          type: 'button', class: 'plain', lang: code, 'aria-pressed': String(code === language),
          on: { click: () => speak(code) },
        }, DATA.words.languageName[code]))))),
    headline(),
    el('p', { class: 'notes' }, `${wording().sourceNote} ${vendors.length ? placeNote() : ''}`),
    vendors.length ? findingCounts() : null,
    el('div', { class: 'cover' }, coverFacts().map((facts) => el('dl', {}, facts.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, el('bdi', {}, text))))))),
    vendors.length ? null : emptyNote(t('emptyText'), 'datamap import FILE'));
}

// Above a page that a server gives: what else is there, and what it has to say of the registry's file.
function drawServed() {
  if (!DATA.served) return null;
  const { links, notice } = DATA.served;
  return [
    el('nav', { class: 'served', 'aria-label': 'datamap' }, links.map(([address, words]) =>
      el('a', { href: `${address}?lang=${language}`, 'aria-current': address === './' ? 'page' : null }, words[language]))),
    notice ? el('p', { class: 'served-notice', role: 'status' }, notice[language]) : null,
  ];
}

// Whose map it is, and what it stands on: where one line is too short, each has its own.
function coverFacts() {
  const { cover } = DATA;
  const scope = cover.scope || (vendors.length
    ? t('scopeCounts', { vendors: vendorCount(vendors.length), types: counted('types', usedTypes.length) }) : null);
  const whose = [
    [t('organisation'), cover.entity || t('notGiven')],
    [t('contact'), cover.contact || t('notGiven')],
  ];
  const what = [
    [t('sources', {}), sourcesText()],
    [t('dated'), cover.dated ? date(cover.dated) : t('notGiven')],
    [t('scope'), scope || t('notGiven')],
  ];
  if (DATA.audience !== 'internal') what.push([t('audience'), t(`audience_${DATA.audience}`)]);
  return [whose, what];
}

function sourcesText() {
  const found = DATA.sources;
  if (!found.length) return t('none');
  if (found.length > 2) return t('manySources', { n: number(found.length) });
  return series(found.map((source, index) => sourceTitle(index)));
}

function vendorCount(count) {
  return counted(allSubprocessors ? 'subprocessors' : 'vendors', count);
}

function headline() {
  if (!vendors.length) return el('h1', {}, t('emptyTitle'));
  const of = (filter) => vendors.filter(FILTERS[filter]).length;
  const outside = of('outside');
  const maybe = of('maybe');
  const unknown = of('unknown');
  const silent = vendors.filter((vendor) => vendor.standing === 'unknown').every((vendor) => vendor.placeCode === SILENT);
  const about = { vendors: t(allSubprocessors ? 'subprocessorsNamed' : 'vendorsNamed'), total: number(vendors.length) };
  const clauses = [pieces(counted('headOutside', outside, about), outside, 'outside', true)];
  if (maybe) clauses.push(pieces(counted('headMaybe', maybe), maybe, 'maybe'));
  clauses.push(unknown ? pieces(counted(silent ? 'headSilent' : 'headUnknown', unknown), unknown, 'unknown') : t('headAllStated'));
  const country = of('country');
  const tool = of('tool');
  const second = country || tool
    ? [pieces(counted('headCountry', country), country, 'country', true), ' ', pieces(counted('headTool', tool), tool, 'tool')]
    : t(allSubprocessors ? 'headNeitherSubprocessor' : 'headNeither');
  return el('h1', {}, joined(clauses), ' ', el('span', { class: 'second' }, second));
}

function joined(clauses) {
  return clauses.flatMap((clause, index) => [index ? (index === clauses.length - 1 ? t('and') : ', ') : null, clause]).concat('.');
}

// A sentence whose number is a button that shows those vendors alone; none are shown as a word.
function pieces(sentence, count, filter, opening = false) {
  const [before, inside, after] = sentence.split('|');
  const shownCount = inside.replace('#', count ? number(count) : t(allSubprocessors ? 'noSubprocessor' : 'noVendor'));
  return [before, count ? el('button', {
    type: 'button', class: `count ${filter}`, 'aria-pressed': String(state.filter === filter),
    title: t('filterHint'), on: { click: () => change({ filter: state.filter === filter ? null : filter }) },
  }, shownCount) : (opening ? capital(shownCount) : shownCount), after];
}

// What is not there yet, and the command that brings it.
function emptyNote(words, command) {
  return el('div', { class: 'empty' }, el('p', {}, words), el('pre', {}, el('code', {}, command)));
}
