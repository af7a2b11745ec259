// Which types of data are columns: what entries name, sensitive and identity types first, by groups.

const GROUP_ORDER = ['sensitive', 'identity', 'contact', 'person', 'online', 'rest'];

function columnsPerPage() {
  const width = Math.min(document.documentElement.clientWidth, 1560);
  return Math.max(8, Math.floor((width - 48 - 326) / 56));
}

// The types of one page of columns, in the order of their groups, the most common first.
function columnPage() {
  const size = columnsPerPage();
  const weight = (one) => (PRECEDENCE.has(one.group) ? 1 : 0);
  const byNeed = [...usedTypes].sort((left, right) => weight(right) - weight(left)
    || right.vendorCount - left.vendorCount || left.type - right.type);
  // On the first page grave types take at most half of the columns: names and addresses are asked for too.
  const grave = byNeed.filter((one) => weight(one));
  const half = Math.floor(size / 2);
  const turn = byNeed.length > size
    ? [...grave.slice(0, half), ...byNeed.filter((one) => !weight(one)), ...grave.slice(half)] : byNeed;
  const pages = Math.max(1, Math.ceil(turn.length / size));
  const page = Math.min(state.columns, pages - 1);
  const types = turn.slice(page * size, (page + 1) * size).sort((left, right) =>
    GROUP_ORDER.indexOf(left.group) - GROUP_ORDER.indexOf(right.group)
    || right.vendorCount - left.vendorCount || left.type - right.type);
  return { types, page, pages, from: page * size + 1, to: Math.min((page + 1) * size, turn.length), all: turn.length };
}

function columnGroups(types) {
  const groups = [];
  for (const one of types) {
    const last = groups.at(-1);
    if (last && last.group === one.group) last.types.push(one.type);
    else groups.push({ group: one.group, types: [one.type] });
  }
  return groups;
}

function pager(text, page, pages, go, words) {
  if (pages < 2) return null;
  const step = (to, sign, key) => el('button', {
    type: 'button', class: 'step', disabled: to < 0 || to >= pages, 'aria-label': t(key), on: { click: () => go(to) },
  }, sign);
  return el('div', { class: 'pager', role: 'group', 'aria-label': words },
    step(page - 1, '‹', 'previous'), el('span', {}, text), step(page + 1, '›', 'next'));
}

function vendorPager(all) {
  const pages = Math.ceil(all / PAGE_SIZE);
  const from = state.page * PAGE_SIZE + 1;
  const to = Math.min((state.page + 1) * PAGE_SIZE, all);
  return pager(t('vendorsFromTo', { from: number(from), to: number(to), all: number(all) }), state.page, pages,
    (page) => change({ page }), t('pages'));
}
