// Elements are made one by one and text goes in as text: nothing of the data is ever parsed as HTML.

const SVG = 'http://www.w3.org/2000/svg';

function el(tag, attributes, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

// `on` holds listeners, `css` style properties (set one by one: the policy allows no style attribute).
function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === 'css') {
      for (const [property, set] of Object.entries(value)) element.style.setProperty(property, set);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

// The shape of each mark on 14 by 14; shape, not colour, tells values apart in print.
const INK = { fill: 'currentColor' };
const PEN = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 };
const MARKS = {
  yes: [['rect', { x: 1, y: 1, width: 12, height: 12, rx: 1.5, ...INK }]],
  conditional: [['rect', { x: 1.75, y: 1.75, width: 10.5, height: 10.5, rx: 1, ...PEN }], ['path', { d: 'M2 12V2h10z', ...INK }]],
  unknown: [['circle', { cx: 7, cy: 7, r: 5, ...PEN }]],
  no: [['path', { d: 'M3 7h8', ...PEN }]],
  outside: [['path', { d: 'M2.5 1v13', ...PEN }], ['path', { d: 'M3 1.5 12.5 5 3 8.5z', ...INK }]],
  data: [['circle', { cx: 7, cy: 7, r: 4.5, ...INK }]],
  error: [['path', { d: 'M4.3 1h5.4L13 4.3v5.4L9.7 13H4.3L1 9.7V4.3z', ...INK }]],
  warning: [['path', { d: 'M7 1.5 13.2 12.5H.8z', ...PEN, 'stroke-linejoin': 'round' }]],
  info: [['circle', { cx: 7, cy: 7, r: 2.5, ...INK }]],
  vendor: [['rect', { x: 2, y: 2, width: 10, height: 10, rx: 2.5, ...PEN }]],
};

// Thousands of marks are drawn at a time: a copy costs a tenth of a reference.
const drawnMarks = {};
function icon(kind) {
  drawnMarks[kind] ||= svg('svg', { class: `mark mark-${kind}`, viewBox: '0 0 14 14', 'aria-hidden': 'true', focusable: 'false' },
    MARKS[kind].map(([shape, attributes]) => svg(shape, attributes)));
  return drawnMarks[kind].cloneNode(true);
}

// A vendor's name runs in its own direction and cannot turn the text around it.
function name(text) {
  return el('bdi', {}, text);
}
