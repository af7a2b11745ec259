// YASGUI's editor and result table, joined to this server's endpoint and to nothing else: no other
// endpoint can be chosen, nothing is looked up elsewhere, nothing is kept in the browser.
'use strict';
(() => {
  const { prefixes, examples, words } = JSON.parse(document.getElementById('settings').textContent);
  const { Yasqe, Yasr } = window;

  // Without these lines, names of classes and properties are looked up at lov.linkeddata.es.
  Yasqe.forkAutocompleter('prefixes', {
    name: 'prefixes', persistenceId: null,
    get: () => Promise.resolve(Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort()),
  });
  Yasqe.defaults.autocompleters = ['variables', 'prefixes'];

  const editor = new Yasqe(document.getElementById('editor'), {
    value: examples[0].text,
    requestConfig: {
      endpoint: new URL('sparql', document.baseURI).href,
      method: 'POST',
      acceptHeaderSelect: 'application/sparql-results+json',
      acceptHeaderGraph: 'text/turtle',
    },
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    editorHeight: '250px',
    collapsePrefixesOnLoad: true,
    lineWrapping: true,
    screenReaderLabel: words.editor,
  });
  const { tableConfig } = Yasr.plugins.table.defaults;
  tableConfig.language.info = '_START_–_END_ / _TOTAL_';
  tableConfig.language.infoEmpty = '0';
  const result = new Yasr(document.getElementById('result'), {
    persistenceId: null,
    prefixes,
    // Plain values, whole: no datatypes behind them, nothing cut off.
    plugins: { table: { dynamicConfig: { compact: true, isEllipsed: false } } },
  });
  result.on('drawn', () => {
    // YASGUI writes these words beside the fields, and joins them to none.
    result.rootEl.querySelector('.tableSizer')?.setAttribute('aria-label', 'Page size');
    result.rootEl.querySelector('.tableFilter')?.setAttribute('aria-label', 'Filter query results');
  });
  editor.on('queryResponse', (_, response, duration) => result.setResponse(response, duration));

  function run(text) {
    editor.setValue(text);
    editor.collapsePrefixes(true);
    editor.query().catch(() => {}); // the result shows what went wrong
  }

  document.querySelectorAll('.examples button').forEach((button, index) => {
    button.addEventListener('click', () => run(examples[index].text));
  });

  // A name in the result leads to what the registry says of it, not out of the house.
  document.getElementById('result').addEventListener('click', (event) => {
    const link = event.target.closest('a.iri');
    if (!link) return;
    event.preventDefault();
    if (!link.hasAttribute('href')) return; // it was no address that a link may have
    run(`DESCRIBE <${link.getAttribute('href')}>`);
  });
})();
