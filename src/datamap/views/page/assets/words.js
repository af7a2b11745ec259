// Every word that the page shows: its own table, and the word tables of answers that came with the data.

const DATA = JSON.parse(document.getElementById('data').textContent);
const LANGUAGES = ['sv', 'en'];
let language = DATA.language;

function t(key, values) {
  const found = DATA.words[key];
  if (!found) throw new Error(`no words for ${key}`);
  return found[language].replace(/\{(\w+)\}/g, (whole, field) =>
    values && field in values ? values[field] : whole);
}

// One of something is written as "<key>One".
function counted(key, count, values) {
  return t(count === 1 ? `${key}One` : key, { n: number(count), ...values });
}

const numberFormats = {};
function number(value) {
  numberFormats[language] ||= new Intl.NumberFormat(language);
  return numberFormats[language].format(value);
}

function series(words, type = 'conjunction') {
  return new Intl.ListFormat(language, { type }).format(words);
}

function quoted(text) {
  return language === 'sv' ? `”${text}”` : `“${text}”`;
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

function date(iso) {
  const day = new Date(`${iso}T12:00:00Z`);
  return Number.isNaN(day.getTime()) ? iso
    : new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}

function wording() {
  return DATA.wording[language];
}

function label(concept) {
  return DATA.concepts[concept][1 + LANGUAGES.indexOf(language)];
}

function answerWord(answer) {
  return wording().answers[answer];
}

function collate(left, right) {
  return collator().compare(left, right);
}

const collators = {};
function collator() {
  collators[language] ||= new Intl.Collator(language, { numeric: true });
  return collators[language];
}

// Where the last part of a compound word begins, and where it may break inside: a column is narrow, and
// a browser without a hyphenation dictionary would cut anywhere.
const LAST_PARTS = ['adress', 'upp\u00adgifter', 'uppgift', 'nummer', 'data', 'identi\u00adfierare', 'infor\u00admation',
  'historik', 'innehåll', 'loggar', 'inspel\u00adningar', 'prefe\u00adrenser', 'material', 'adresser',
  'handlingar', 'erfarenhet', 'övertygelse', 'tillhörighet', 'beteende', 'behörig\u00adheter', 'ärenden', 'profil', 'kontakt',
  'konton', 'konto', 'komma', 'avtryck', 'nätverk', 'cookies', 'token', 'sidor', 'bostad', 'namn'];
const BREAKS = LAST_PARTS.map((part) => [part.replaceAll('\u00ad', ''), part]);

function breakable(text) {
  return text.replace(/[\p{L}]{8,}/gu, (word) => {
    const found = BREAKS.find(([plainPart]) => word.length - plainPart.length >= 3 && word.toLowerCase().endsWith(plainPart));
    return found ? `${syllables(word.slice(0, -found[0].length))}\u00ad${found[1]}` : syllables(word);
  });
}

// The first part of a long compound breaks before a consonant that a vowel follows.
function syllables(word) {
  if (word.length < 8) return word;
  return word.replace(/([aeiouyåäöé][bcdfghjklmnpqrstvwxz]*)(?=[bcdfghjklmnpqrstvwxz][aeiouyåäöé])/giu,
    (part, kept, at) => (at + part.length >= 3 && word.length - at - part.length >= 3 ? `${part}\u00ad` : part));
}
