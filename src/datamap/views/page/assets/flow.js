// The flow: which data go through whom to where. Outside and not stated first; the rest is counted.

const FLOW_PAGE = vendors.length > 40 ? 8 : 12;
const FLOW_TYPES = 18;
const MOST_PLACE_BOXES = 12;
const FLOW_STANDINGS = { outside: 'outsideEEA', maybe: 'maybeOutsideEEA', unknown: 'unknownPlace', inside: 'insideEEA' };

function drawFlow(into) {
  fill(into);
  if (!vendors.length) return;
  const found = shownVendors();
  const chosen = found.filter((vendor) => state.flow.has(vendor.standing));
  const pages = Math.max(1, Math.ceil(chosen.length / FLOW_PAGE));
  const at = Math.min(state.page, pages - 1);
  const page = chosen.slice(at * FLOW_PAGE, (at + 1) * FLOW_PAGE);
  append(into, [el('div', { class: 'bar' }, flowChoices(found), lineLegend()),
    el('div', { class: 'bar' }, pager(t('vendorsFromTo', { from: number(at * FLOW_PAGE + 1), to: number(Math.min((at + 1) * FLOW_PAGE, chosen.length)), all: number(chosen.length) }), at, pages, (to) => change({ page: to }), t('pages')))]);
  if (!page.length) {
    into.append(chosen.length || found.length ? el('p', { class: 'nothing' }, t('flowEmpty')) : nothingFound());
    return;
  }
  const below = el('div', { class: 'below' });
  const slot = slotBelow(below);
  const graph = graphOf(page, FLOW_TYPES, slot, flowBox);
  addOpenTypes(graph, page, slot);
  layeredFigure(into, {
    ...graph, gap: 14, labelled: t('flowLabel'), heads: [t('typeOfData'), t('vendorAndPurpose'), t('storagePlace')],
  });
  append(into, [below, el('p', { class: 'footnote' }, notDrawn(found, chosen, page, graph))]);
}

function flowChoices(found) {
  return el('fieldset', { class: 'choices' }, el('legend', { class: 'hidden' }, t('showVendors')), Object.entries(FLOW_STANDINGS).map(([standing, key]) => {
    const count = found.filter((vendor) => vendor.standing === standing).length;
    if (!count) return null;
    return el('label', {}, el('input', {
      type: 'checkbox', checked: state.flow.has(standing), on: {
        change: (event) => {
          const flow = new Set(state.flow);
          if (event.target.checked) flow.add(standing); else flow.delete(standing);
          change({ flow });
        },
      },
    }), ' ', t(key), ` (${number(count)})`);
  }));
}

function lineLegend() {
  return el('ul', { class: 'legend lines-legend' }, ['yes', 'conditional', 'unknown'].map((answer) => el('li', {},
    svg('svg', { class: `sample edge ${answer}`, 'aria-hidden': 'true', width: '28', height: '8', focusable: 'false' }, svg('path', { class: 'line', d: 'M0 4h28' })),
    answerWord(answer))));
}

// Boxes and lines of some vendors: types that are stated or may occur, and every place that is named.
function graphOf(page, mostTypes, slot, vendorBox) {
  const nodes = new Map();
  const edges = [];
  const put = (key, layer, make, rank) => {
    if (!nodes.has(key)) nodes.set(key, { key, layer, rank, element: make() });
  };
  const typed = page.map((vendor) => [vendor, typesOf(vendor)]);
  const uses = new Map();
  for (const [, types] of typed) for (const [type] of types) uses.set(type, (uses.get(type) || 0) + 1);
  const drawn = new Set(mostTelling(uses, mostTypes));
  const placed = placesBoxed(page);
  for (const [vendor, types] of typed) {
    const key = `v${vendor.index}`;
    put(key, 1, () => vendorBox(vendor, slot), STANDINGS.indexOf(vendor.standing));
    for (const [type, answer] of types) {
      if (!drawn.has(type)) continue;
      put(`d${type}`, 0, () => typeBox(type, uses.get(type), typed, slot));
      const side = [{ kind: 'data', concept: type }];
      edges.push(edgeTo(`d${type}`, key, answer, vendor, side, capital(label(type)), nodes.get(key).element, slot));
    }
    for (const place of placed.get(vendor)) {
      put(place.key, 2, () => placeBox(place, page.filter((one) => placed.get(one).some((other) => other.key === place.key)), slot));
      edges.push(edgeTo(key, place.key, `to-${place.standing}`, vendor, [STORED_OUTSIDE], place.word, nodes.get(key).element, slot));
    }
  }
  return { nodes: [...nodes.values()], edges, missingTypes: uses.size - drawn.size };
}

// The types to draw where not all have room: up to half of them sensitive or identity types.
function mostTelling(uses, most) {
  const sorted = [...uses].sort((left, right) => right[1] - left[1] || left[0] - right[0]).map(([type]) => type);
  if (sorted.length <= most) return sorted;
  const grave = sorted.filter(gravity).slice(0, Math.floor(most / 2));
  return [...grave, ...sorted.filter((type) => !gravity(type))].slice(0, most);
}

// Places that few name share a box, one for each side of the border, where all would not fit.
function placesBoxed(page) {
  const placed = new Map(page.map((vendor) => [vendor, vendorPlaces(vendor)]));
  const uses = new Map();
  for (const place of [...placed.values()].flat()) uses.set(place.key, { place, count: (uses.get(place.key) || { count: 0 }).count + 1 });
  if (uses.size <= MOST_PLACE_BOXES) return placed;
  const kept = new Set([...uses.values()].sort((left, right) => right.count - left.count || left.place.concept - right.place.concept)
    .slice(0, MOST_PLACE_BOXES - 3).map(({ place }) => place.key).concat('p-'));
  const merged = (standing) => [...uses.values()].filter(({ place }) => !kept.has(place.key) && place.standing === standing).length;
  const box = (place) => (kept.has(place.key) ? place : {
    key: `p-${place.standing}`, concept: place.concept, standing: place.standing, word: counted('otherPlaces', merged(place.standing)),
  });
  for (const [vendor, places] of placed) {
    placed.set(vendor, [...new Map(places.map(box).map((place) => [place.key, place])).values()]);
  }
  return placed;
}

const gravity = (type) => (PRECEDENCE.has(groupOf.get(type)) ? 1 : 0);

function edgeTo(from, to, style, vendor, sides, asked, origin, slot) {
  const verdict = verdictOf(vendor, sides);
  return {
    from, to, style, said: `${vendor.title} · ${asked}: ${answerWord(verdict.answer)}`,
    open: () => openEvidence(origin, verdictContent(verdict, sides[0].kind === 'place' ? t('storedOutside', { border: borderName('loc:EEA') }) : asked), slot),
  };
}

// The types that a vendor's entries name, each with its answer.
function typesOf(vendor) {
  const named = new Set(vendor.processes.flatMap((process) => [...edgesOf(process, FACET.data, STATES), ...edgesOf(process, FACET.data, MAY_HAVE)]));
  return [...named].map((type) => [type, answerFor(vendor, { kind: 'data', concept: type })]).filter(([, answer]) => answer === 'yes' || answer === 'conditional');
}

function vendorPlaces(vendor) {
  const { outsideOf, straddles } = standings['loc:EEA'];
  const found = new Set(vendor.processes.flatMap((process) => [STATES, MAY_HAVE].flatMap((verb) => edgesOf(process, FACET.place, verb))));
  if (!found.size) return [{ key: 'p-', concept: -1, standing: 'unknown', word: answerWord('unknown') }];
  return [...found].map((place) => ({
    key: `p${place}`, concept: place, word: capital(label(place)),
    standing: outsideOf.has(place) ? 'outside' : straddles.has(place) ? 'unknown' : 'inside',
  }));
}

function flowBox(vendor, slot) {
  const purposes = [...new Set(vendor.processes.flatMap((process) => linesOf(process).filter((line) => line.field >= 0
    && DATA.concepts[line.field][0] === 'dm:field-purpose').map(valueOf)))];
  const shownPurposes = purposes.slice(0, 3);
  return el('button', {
    type: 'button', class: 'box', 'aria-expanded': 'false',
    on: { click: (event) => openEvidence(event.currentTarget, vendorContent(vendor), slot) },
  }, el('b', {}, name(vendor.title)), shownPurposes.map((purpose) => el('span', { class: 'detail' }, el('bdi', {}, purpose))),
  purposes.length > 3 ? el('span', { class: 'detail' }, counted('morePurposes', purposes.length - 3)) : null);
}

function typeBox(type, uses, typed, slot) {
  const holders = typed.filter(([, types]) => types.some(([one]) => one === type)).map(([vendor]) => vendor);
  const list = () => holders.map((vendor) => ({ vendor, asked: capital(label(type)), verdict: verdictOf(vendor, [{ kind: 'data', concept: type }]) }));
  return el('button', {
    type: 'button', class: gravity(type) ? 'end grave' : 'end', 'aria-expanded': 'false',
    on: { click: (event) => openNeighbours(event.currentTarget, capital(label(type)), t('typeOfData'), list(), slot) },
  }, el('span', { class: 'word' }, capital(label(type))), el('span', { class: 'degree' }, number(uses)), icon('data'));
}

function placeBox(place, holders, slot) {
  const list = () => holders.map((vendor) => ({ vendor, asked: t('storedOutside', { border: borderName('loc:EEA') }), verdict: verdictOf(vendor, [STORED_OUTSIDE]) }));
  const mark = { outside: 'outside', unknown: 'unknown', inside: 'no' }[place.standing];
  const detail = place.concept < 0 ? t('noPlaceOrOpen') : t({ outside: 'outsideEEA', unknown: 'eitherSide', inside: 'insideEEA' }[place.standing]);
  return el('button', {
    type: 'button', class: `end place ${place.standing}`, 'aria-expanded': 'false',
    on: { click: (event) => openNeighbours(event.currentTarget, place.word, t('storagePlace'), list(), slot) },
  }, icon(mark), el('span', { class: 'word' }, place.word), el('span', { class: 'degree' }, number(holders.length)), el('span', { class: 'detail' }, detail));
}

function openNeighbours(from, title, about, list, slot) {
  const place = Object.assign((panel) => slot(panel), { origin: from });
  openEvidence(from, neighbourContent(title, about, list, place), place);
}

// A list that is open, or silent, may hold any other type: that is a box of its own beside the vendor.
function addOpenTypes(graph, page, slot) {
  for (const vendor of page) {
    const open = vendor.processes.find((process) => isOpen(process, 'data'));
    const silent = vendor.processes.find((process) => coverageCode(process, COVERED.data) === SILENT);
    if (!open && !silent) continue;
    const process = open || silent;
    const phrase = open ? openingPhrase(process) : null;
    const named = typesOf(vendor).length > 0;
    const key = `o${vendor.index}`;
    const said = open ? (phrase ? quoted(phrase) : t('openList')) : t('noDataStated');
    const unnamed = usedTypes.find((one) => answerFor(vendor, { kind: 'data', concept: one.type }) === 'unknown');
    const content = () => (unnamed ? verdictContent(verdictOf(vendor, [{ kind: 'data', concept: unnamed.type }]), capital(label(unnamed.type))) : vendorContent(vendor));
    const element = el('button', {
      type: 'button', class: 'end open', 'aria-expanded': 'false',
      on: { click: (event) => openEvidence(event.currentTarget, content(), slot) },
    }, el('span', { class: 'word' }, t(named ? 'otherTypesNode' : 'allTypesNode')), el('span', { class: 'detail' }, `${answerWord('unknown')}: `, el('bdi', {}, said)));
    graph.nodes.push({ key, layer: 0, element });
    graph.edges.push({ from: key, to: `v${vendor.index}`, style: 'unknown', said: `${vendor.title} · ${answerWord('unknown')}: ${said}`, open: () => openEvidence(element, content(), slot) });
  }
}

function notDrawn(found, chosen, page, graph) {
  const notes = [];
  const hidden = found.length - chosen.length;
  if (hidden) notes.push(counted('flowHidden', hidden));
  if (chosen.length > page.length) notes.push(t('flowPaged', { n: number(page.length), all: number(chosen.length) }));
  if (graph.missingTypes) notes.push(counted('typesNotDrawn', graph.missingTypes));
  notes.push(t('equalLines'), t('flowNotDrawn'));
  return notes.join(' ');
}
