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

function icon(name) {
  return svg('svg', { class: `mark mark-${name}`, 'aria-hidden': 'true', focusable: 'false' },
    svg('use', { href: `#mark-${name}` }));
}

// A vendor's name runs in its own direction and cannot turn the text around it.
function name(text) {
  return el('bdi', {}, text);
}
