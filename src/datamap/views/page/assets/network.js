// The network of the whole registry: who is joined to whom by data and by place. Pointing at a box
// lights its neighbours, choosing it lists them with their lines.

const NETWORK_VENDORS = 40;
const NETWORK_TYPES = 24;
const MANY_LINES = 120;

function drawNetwork(into) {
  fill(into);
  if (!vendors.length) return;
  const found = shownVendors();
  const pages = Math.max(1, Math.ceil(found.length / NETWORK_VENDORS));
  const at = Math.min(state.page, pages - 1);
  const page = found.slice(at * NETWORK_VENDORS, (at + 1) * NETWORK_VENDORS);
  append(into, [el('div', { class: 'bar' }, nodeLegend(), lineLegend()),
    el('div', { class: 'bar' }, pager(t('vendorsFromTo', { from: number(at * NETWORK_VENDORS + 1), to: number(Math.min((at + 1) * NETWORK_VENDORS, found.length)), all: number(found.length) }), at, pages, (to) => change({ page: to }), t('pages')))]);
  if (!page.length) {
    into.append(nothingFound());
    return;
  }
  const below = el('div', { class: 'below' });
  const slot = slotBelow(below);
  const graph = graphOf(page, NETWORK_TYPES, slot, networkBox);
  const figure = layeredFigure(into, { ...graph, gap: 6, labelled: t('networkLabel'), heads: [t('typeOfData'), t('vendor'), t('storagePlace')] });
  figure.figure.classList.add('compact');
  if (graph.edges.length > MANY_LINES) figure.figure.classList.add('dense');
  lightNeighbours(figure);
  const notes = [];
  if (found.length > page.length) notes.push(t('networkPaged', { n: number(page.length), all: number(found.length) }));
  if (graph.missingTypes) notes.push(counted('typesNotDrawn', graph.missingTypes));
  append(into, [below, el('p', { class: 'footnote' }, [...notes, printing ? null : t('networkNote'), t('equalLines'), t('flowNotDrawn')].filter(Boolean).join(' '))]);
}

function networkBox(vendor, slot) {
  return el('button', {
    type: 'button', class: 'box small', 'aria-expanded': 'false',
    on: { click: (event) => openVendorNeighbours(event.currentTarget, vendor, slot) },
  }, icon('vendor'), el('b', {}, name(vendor.title)));
}

function openVendorNeighbours(from, vendor, slot) {
  const types = typesOf(vendor).map(([type]) => ({
    vendor, word: capital(label(type)), asked: capital(label(type)), verdict: verdictOf(vendor, [{ kind: 'data', concept: type }]),
  }));
  const stored = t('storedOutside', { border: borderName('loc:EEA') });
  types.push({ vendor, word: stored, asked: stored, verdict: verdictOf(vendor, [STORED_OUTSIDE]) });
  openNeighbours(from, name(vendor.title), t('vendor'), types, slot);
}

function nodeLegend() {
  return el('ul', { class: 'legend' }, [['data', 'typeOfData'], ['vendor', 'vendor'], ['outside', 'outsideEEA'], ['unknown', 'unknownPlace'], ['no', 'insideEEA']].map(([mark, key]) =>
    el('li', {}, icon(mark), el('span', {}, t(key)))));
}
