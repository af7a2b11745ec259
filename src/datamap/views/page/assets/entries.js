// The matrix on a narrow screen: an entry a vendor, its types listed by answer.

function entryList(page) {
  const groups = [];
  for (const vendor of page) {
    if (!groups.length || groups.at(-1).standing !== vendor.standing) groups.push({ standing: vendor.standing, vendors: [] });
    groups.at(-1).vendors.push(vendor);
  }
  return groups.map((group) => el('section', { class: 'entries' },
    el('h2', {}, standingHeading(group.standing)),
    el('div', { class: 'entry-list' }, group.vendors.map(entry))));
}

function entry(vendor) {
  const holder = el('article', { class: 'entry' });
  const place = (panel) => {
    const slot = el('div', { class: 'unfolded' }, panel);
    holder.append(slot);
    return slot;
  };
  const open = (content) => (event) => openEvidence(event.currentTarget, content(), place);
  const { mark, word, detail } = placeWords(vendor);
  append(holder, [
    el('div', { class: 'entry-head' },
      el('h3', {}, el('button', { type: 'button', class: 'vendor-name', 'aria-expanded': 'false', on: { click: open(() => vendorContent(vendor)) } }, name(vendor.title))),
      el('span', { class: 'where' }, whereText(vendor))),
    el('button', { type: 'button', class: `place-name ${vendor.standing}`, 'aria-expanded': 'false', on: { click: open(() => placeContent(vendor)) } },
      mark ? icon(mark) : null, el('span', { class: 'word' }, word), detail ? el('span', { class: 'detail' }, detail) : null),
    el('dl', {}, answersOfEntry(vendor, open)),
  ]);
  return holder;
}

function answersOfEntry(vendor, open) {
  const byAnswer = { yes: [], conditional: [], unknown: [], no: [] };
  for (const one of orderedTypes()) byAnswer[answerFor(vendor, { kind: 'data', concept: one.type })].push(one.type);
  const link = (type) => el('button', {
    type: 'button', class: 'type', 'aria-expanded': 'false',
    on: { click: open(() => verdictContent(verdictOf(vendor, [{ kind: 'data', concept: type }]), capital(label(type)))) },
  }, label(type));
  const spaced = (types) => types.flatMap((type, index) => [index ? ', ' : null, link(type)]);
  return Object.entries(byAnswer).filter(([, types]) => types.length).map(([answer, types]) => {
    const few = types.length <= 4 || answer === 'yes' || answer === 'conditional';
    return el('div', {}, el('dt', { class: answer }, icon(answer), answerWord(answer), ':'),
      el('dd', {}, few ? spaced(types) : restOf(vendor, types, spaced)));
  });
}

// Many types that share an answer are counted; the count unfolds into their names.
function restOf(vendor, types, spaced) {
  const all = types.length === usedTypes.length;
  const verdict = verdictOf(vendor, [{ kind: 'data', concept: types[0] }]);
  const open = verdict.deciding.find(({ process }) => isOpen(process, 'data'));
  const opening = open ? openingPhrase(open.process) : null;
  const silent = verdict.codes[0] === SILENT && all;
  const names = el('span', {});
  const button = el('button', { type: 'button', class: 'type', 'aria-expanded': 'false', on: { click: () => fill(names, spaced(types)) } },
    silent ? t('noDataStated') : t(all ? 'allTypes' : 'otherTypes', { n: number(types.length) }));
  append(names, [button, opening && verdict.answer === 'unknown' ? [', ', t('listSays', { phrase: quoted(opening) })] : null]);
  return names;
}

let typesInOrder = null;
function orderedTypes() {
  typesInOrder ||= [...usedTypes].sort((left, right) => GROUP_ORDER.indexOf(left.group) - GROUP_ORDER.indexOf(right.group)
    || right.vendorCount - left.vendorCount || left.type - right.type);
  return typesInOrder;
}
