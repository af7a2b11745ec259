// A figure in three layers, data type | vendor | place: boxes are elements that wrap and take focus,
// lines are drawn behind them. Positions are settled before anything shows; nothing moves by itself.

// `nodes` are {key, layer: 0 | 1 | 2, element}, `edges` {from, to, style, open, said} between layers 0-1
// and 1-2, by key.
function layeredFigure(into, { nodes, edges, gap, heads, labelled }) {
  const lines = svg('svg', { class: 'lines', 'aria-hidden': 'true', focusable: 'false' });
  const layers = [0, 1, 2].map((layer) => el('ul', { class: `layer layer-${layer}`, 'aria-label': heads[layer] },
    nodes.filter((node) => node.layer === layer).map((node) => {
      node.holder = el('li', {}, node.element);
      return node.holder;
    })));
  const stage = el('div', { class: 'stage' }, lines, layers);
  const figure = el('div', { class: 'layers', role: 'group', 'aria-label': labelled },
    el('div', { class: 'layer-heads', 'aria-hidden': 'true' }, heads.map((head, layer) => el('span', { class: `head-${layer}` }, head))), stage);
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': labelled }, figure);
  into.append(scroller);
  arrange(nodes, edges, gap, stage, lines);
  return { figure, stage, nodes, edges };
}

const PAPER_WIDTH = 1020;
const PAPER_HEIGHT = 390;
function arrange(nodes, edges, gap, stage, lines) {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  for (const node of nodes) {
    node.height = node.holder.offsetHeight;
    node.neighbours = [];
  }
  for (const edge of edges) {
    edge.ends = [byKey.get(edge.from), byKey.get(edge.to)];
    edge.ends[0].neighbours.push(edge.ends[1]);
    edge.ends[1].neighbours.push(edge.ends[0]);
  }
  const layer = (number) => nodes.filter((node) => node.layer === number);
  stack(layer(1), gap);
  for (let round = 0; round < 4; round += 1) {
    for (const side of [0, 2]) settle(layer(side), gap);
    if (round < 3) reorder(layer(1), gap);
  }
  const low = Math.min(...nodes.map((node) => node.top));
  const high = Math.max(...nodes.map((node) => node.top + node.height));
  for (const node of nodes) {
    node.top -= low;
    node.holder.style.setProperty('top', `${node.top}px`);
  }
  stage.style.setProperty('height', `${high - low}px`);
  // Paper has another width than the screen: the figure keeps the width it was drawn for, and shrinks.
  const drawn = stage.offsetWidth;
  stage.parentNode.style.setProperty('--drawn-width', `${drawn}px`);
  stage.parentNode.style.setProperty('--print-zoom', Math.max(0.5, Math.min(1, PAPER_WIDTH / drawn, PAPER_HEIGHT / (high - low))));
  drawLines(edges, stage, lines);
}

const middleOf = (node) => node.top + node.height / 2;
const barycentre = (node) => (node.neighbours.length
  ? node.neighbours.reduce((sum, other) => sum + middleOf(other), 0) / node.neighbours.length : middleOf(node));

function stack(nodes, gap) {
  let top = 0;
  for (const node of nodes) {
    node.top = top;
    top += node.height + gap;
  }
}

// Vendors keep their groups (outside, unknown, inside) and move within them towards their neighbours.
function reorder(nodes, gap) {
  const wanted = new Map(nodes.map((node) => [node, barycentre(node)]));
  nodes.sort((left, right) => (left.rank || 0) - (right.rank || 0) || wanted.get(left) - wanted.get(right));
  stack(nodes, gap);
}

// Each box as near to the middle of its neighbours as the others of its layer allow.
function settle(nodes, gap) {
  for (const node of nodes) if (node.top === undefined) node.top = 0;
  const wanted = new Map(nodes.map((node) => [node, barycentre(node) - node.height / 2]));
  const centres = new Map(nodes.map((node) => [node, barycentre(node)]));
  const sorted = [...nodes].sort((left, right) => centres.get(left) - centres.get(right));
  const blocks = [];
  for (const node of sorted) {
    blocks.push({ nodes: [node], at: wanted.get(node), height: node.height });
    while (blocks.length > 1) {
      const [before, last] = blocks.slice(-2);
      if (before.at + before.height + gap <= last.at) break;
      const weight = before.nodes.length + last.nodes.length;
      const shifted = last.at - before.height - gap;
      before.at = (before.at * before.nodes.length + shifted * last.nodes.length) / weight;
      before.height += gap + last.height;
      before.nodes.push(...last.nodes);
      blocks.pop();
    }
  }
  for (const block of blocks) {
    let top = block.at;
    for (const node of block.nodes) {
      node.top = top;
      top += node.height + gap;
    }
  }
}

function drawLines(edges, stage, lines) {
  lines.setAttribute('width', stage.offsetWidth);
  lines.setAttribute('height', stage.offsetHeight);
  const leaving = new Map();
  for (const edge of edges) {
    for (const [side, end] of edge.ends.entries()) {
      const key = `${end.key} ${side}`;
      if (!leaving.has(key)) leaving.set(key, []);
      leaving.get(key).push(edge);
    }
  }
  for (const [key, list] of leaving) {
    const side = Number(key.slice(-1));
    list.sort((left, right) => middleOf(left.ends[1 - side]) - middleOf(right.ends[1 - side]));
    list.forEach((edge, index) => {
      const end = edge.ends[side];
      const reach = Math.min(end.height - 12, (list.length - 1) * 10);
      const shift = end.layer === 1 || list.length < 12 ? (list.length > 1 ? reach * (index / (list.length - 1) - 0.5) : 0) : 0;
      edge[`y${side}`] = middleOf(end) + (end.layer === 1 ? shift : shift / 4);
    });
  }
  for (const edge of edges) {
    const [from, to] = edge.ends;
    const x0 = from.holder.offsetLeft + from.holder.offsetWidth + 4;
    const x1 = to.holder.offsetLeft - 4;
    const bend = (x1 - x0) * 0.5;
    const path = `M${x0} ${edge.y0.toFixed(1)}C${x0 + bend} ${edge.y0.toFixed(1)} ${x1 - bend} ${edge.y1.toFixed(1)} ${x1} ${edge.y1.toFixed(1)}`;
    edge.shape = svg('g', { class: `edge ${edge.style}` },
      svg('path', { d: path, class: 'line' }),
      svg('path', { d: path, class: 'reach', on: { click: () => edge.open() } }, svg('title', {}, edge.said)));
    lines.append(edge.shape);
  }
}

// Pointing at a box, or focusing it, lets all but its neighbours fade.
function lightNeighbours({ figure, nodes, edges }) {
  const light = (node) => {
    figure.classList.toggle('lit', Boolean(node));
    for (const other of nodes) other.holder.classList.toggle('near', other === node || Boolean(node && node.reach.has(other)));
    for (const edge of edges) edge.shape.classList.toggle('near', Boolean(node) && edge.ends.every((end) => end === node || node.reach.has(end)) && (edge.ends.includes(node) || node.layer !== 1));
  };
  const chosen = () => nodes.find((node) => node.element.classList.contains('chosen')) || null;
  for (const node of nodes) {
    node.reach = new Set(node.neighbours);
    node.element.addEventListener('mouseenter', () => light(node));
    node.element.addEventListener('focus', () => light(node));
    node.element.addEventListener('mouseleave', () => light(chosen()));
    node.element.addEventListener('blur', () => light(chosen()));
  }
}

// Below a figure: what a box is joined to, each with its answer; each answer leads to its lines.
function neighbourContent(title, about, list, slot) {
  return [el('div', { class: 'said' },
    el('p', { class: 'about' }, about),
    el('p', { class: 'answer' }, title),
    el('p', { class: 'note' }, wording().sourceNote)),
  el('ul', { class: 'neighbours' }, list.map(({ vendor, verdict, asked, word, mark }) => el('li', {}, el('button', {
    type: 'button', class: 'plain', 'aria-expanded': 'false',
    on: {
      click: () => {
        closeEvidence(false); // the list gives way to the lines; focus goes back to the box that led here
        openEvidence(slot.origin, verdictContent(verdict, asked), slot);
      },
    },
  }, icon(mark || verdict.answer), name(word || vendor.title), ' ', el('span', { class: verdict.answer }, answerWord(verdict.answer))))))];
}

// Where the panel of a figure unfolds; `origin` is the box that was chosen first.
function slotBelow(holder) {
  const place = (panel) => {
    const slot = el('div', { class: 'unfolded' }, panel);
    holder.append(slot);
    return slot;
  };
  return place;
}
