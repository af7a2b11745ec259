// The question box: a sentence with choices, the table's own or any question of the catalogue.

const OWN = { name: 'own', kind: 'four-valued', parameters: [['data', 'personal-data', null], ['where', 'where', null], ['purpose', 'purpose', null]] };
const asking = { question: OWN, values: {}, error: null };
const ASKED_SIDE = { 'personal-data': 'data', purpose: 'purpose', 'data-subject': 'subject' };
const BORDER_CHOICES = ['loc:EEA', 'loc:EU'];

const titleOf = (question) => (question === OWN ? t('ownQuestion') : question.titles[language]);

function defaultValue([parameter, kind, given], question) {
  if (question === OWN) return parameter === 'data' ? commonest('data') : null;
  if (kind === 'border') return `loc:${given || 'EEA'}`;
  if (kind === 'place-kind') return given || 'storage';
  if (kind === 'count') return given || '2';
  if (kind === 'vendor') return ordered[0] || null;
  if (kind in ASKED_SIDE) return commonest(ASKED_SIDE[kind]);
  return parameter;
}

// A telephone number is what people ask about first, where a list names one; else what is named most.
function commonest(side) {
  const facet = FACET[side];
  const met = new Map();
  for (const process of processes) {
    for (const found of [...edgesOf(process, facet, STATES), ...edgesOf(process, facet, MAY_HAVE)]) met.set(found, (met.get(found) || 0) + 1);
  }
  const phone = [...met.keys()].find((found) => DATA.concepts[found][0] === 'pd:TelephoneNumber');
  if (phone !== undefined) return phone;
  const [most] = [...met].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
  return most ? most[0] : DATA.sides[side][0];
}

function chooseQuestion(questionName, values) {
  const question = DATA.catalogue.find((one) => one.name === questionName) || OWN;
  asking.question = question;
  asking.values = Object.fromEntries(question.parameters.map((parameter) => [parameter[0], defaultValue(parameter, question)]));
  Object.assign(asking.values, values);
  tableSort.column = null;
}

function askAbout(vendor) {
  chooseQuestion('vendor-facts', { vendor });
  show('table');
}

function questionBox(redraw) {
  const { question, values } = asking;
  const choose = el('select', { id: 'question', on: { change: (event) => { chooseQuestion(event.target.value); redraw(); } } },
    el('option', { value: 'own', selected: question === OWN }, t('ownQuestionChoice')),
    el('optgroup', { label: t('catalogue') }, DATA.catalogue.map((one) => el('option', { value: one.name, selected: one === question }, titleOf(one).replace(/\{(\w+)\}/g, (_, field) => `[${t(`parameter_${field}`)}]`)))));
  const inTitle = new Set();
  const sentence = titleOf(question).split(/(\{\w+\})/).map((piece) => {
    const found = piece.match(/^\{(\w+)\}$/);
    if (!found) return piece;
    inTitle.add(found[1]);
    return choice(question.parameters.find(([parameter]) => parameter === found[1]), redraw);
  });
  const beside = question.parameters.filter(([parameter, kind]) => !inTitle.has(parameter) && kind !== 'date');
  return el('div', { class: 'question-box' },
    el('div', { class: 'choose' }, el('label', { for: 'question' }, t('question')), choose),
    el('div', { class: 'sentence' }, sentence, beside.map((parameter) => el('span', { class: 'beside' }, ' ', t(`parameter_${parameter[0]}`), ': ', choice(parameter, redraw)))),
    question.parameters.some(([, kind]) => kind === 'date') ? el('p', { class: 'note' }, t('bordersAt', { date: date(DATA.at) }), '.') : null,
    values.error ? el('p', { class: 'error', role: 'alert' }, values.error) : null);
}

function choice([parameter, kind], redraw) {
  const set = (value) => { asking.values[parameter] = value; redraw(parameter); };
  const attributes = { class: 'choice', 'aria-label': t(`parameter_${parameter}`), 'data-parameter': parameter };
  if (kind === 'vendor') return vendorChoice(attributes, asking.values[parameter], set);
  if (kind === 'count') {
    return el('input', { ...attributes, type: 'number', min: '1', max: '999', value: asking.values[parameter], on: { change: (event) => set(Math.max(1, Math.trunc(Number(event.target.value)) || 1)) } });
  }
  const options = optionsOf(kind, parameter);
  const select = el('select', { ...attributes, on: { change: (event) => set(options.values[event.target.value]) } }, options.elements(asking.values[parameter]));
  return fitted(select);
}

function optionsOf(kind, parameter) {
  const values = {};
  const option = (value, text, chosen) => {
    const key = String(value);
    values[key] = value;
    return el('option', { value: key, selected: value === chosen }, text);
  };
  if (kind === 'border') return { values, elements: (chosen) => BORDER_CHOICES.map((border) => option(border, borderName(border), chosen)) };
  if (kind === 'place-kind') return { values, elements: (chosen) => ['storage', 'any'].map((place) => option(place, t(`place_${place}`), chosen)) };
  if (kind === 'where') {
    return { values, elements: (chosen) => [option(null, t('anywhere'), chosen), ...BORDER_CHOICES.map((border) => option(border, t('outside', { border: borderName(border) }), chosen))] };
  }
  const side = ASKED_SIDE[kind];
  return {
    values,
    elements: (chosen) => {
      const used = usedConcepts(side);
      const sorted = [...DATA.sides[side]].sort((left, right) => collate(label(left), label(right)));
      return [
        asking.question === OWN ? option(null, t(parameter === 'data' ? 'allData' : 'allPurposes'), chosen) : null,
        el('optgroup', { label: t('inSources') }, sorted.filter((one) => used.has(one)).map((one) => option(one, label(one), chosen))),
        el('optgroup', { label: t('notInSources') }, sorted.filter((one) => !used.has(one)).map((one) => option(one, label(one), chosen))),
      ];
    },
  };
}

const usedKnown = {};
function usedConcepts(side) {
  usedKnown[side] ||= new Set(processes.flatMap((process) => [STATES, MAY_HAVE, DENIES].flatMap((verb) => edgesOf(process, FACET[side], verb))).flatMap((found) => [...above(found)]));
  return usedKnown[side];
}

function vendorChoice(attributes, chosen, set) {
  const byName = new Map(vendors.map((vendor) => [vendor.title.toLocaleLowerCase(language), vendor]));
  const list = el('datalist', { id: 'vendor-names' }, vendors.map((vendor) => el('option', { value: vendor.title })));
  const input = el('input', {
    ...attributes, type: 'text', list: 'vendor-names', value: chosen ? chosen.title : '', size: Math.min(Math.max(12, chosen ? chosen.title.length : 0), 40),
    on: {
      focus: (event) => event.target.select(),
      change: (event) => {
        const found = byName.get(event.target.value.trim().toLocaleLowerCase(language));
        if (found) set(found);
        else event.target.setAttribute('aria-invalid', 'true');
      },
    },
  });
  return el('span', {}, input, list);
}

// A choice stands in its sentence like a word: as wide as what it says.
function fitted(select) {
  const fit = () => {
    const chosen = select.selectedOptions[0];
    const probe = el('span', { class: 'probe' }, el('b', {}, chosen ? chosen.textContent : ''));
    (select.parentNode || document.body).append(probe);
    const room = document.documentElement.clientWidth - 40;
    select.style.setProperty('width', `${Math.min(probe.firstChild.getBoundingClientRect().width + 24, room)}px`);
    probe.remove();
  };
  queueMicrotask(fit);
  return select;
}
