// What persons stated of customers and services, and the questions that stand on it.

const { supplied } = DATA;
const suppliedFacts = supplied.facts.map(([file, line, textIndex], index) => ({
  index: statements.length + index, source: DATA.sources.length + file, line, textIndex, field: -1,
}));
const factsAt = (list) => list.map((at) => suppliedFacts[at]);

const services = supplied.services.map(([title, relied, types, told], index) => ({
  index, title, types, told: factsAt(told), vendors: relied.map((one) => (typeof one === 'number' ? vendors[one] : one)),
}));
const servicesAt = (list) => list.map((at) => services[at]);
const groups = supplied.groups.map(servicesAt);
const customers = supplied.customers.map(([title, used, within, contacts, types, named, own], index) => ({
  index, title, services: servicesAt(used), groups: within.map((at) => groups[at]), contacts, types, named: factsAt(named), own,
}));
// Whose registry it is may be somebody's customer in a list, but is none of its own.
const askedCustomers = customers.filter((customer) => !customer.own);
const reviews = supplied.reviews.map(([subject, dates], index) => ({
  subject: typeof subject === 'number' ? ofVendor(vendors[subject]) : { key: `r${index}`, text: subject },
  dates: dates.map(([on, fact]) => [on, suppliedFacts[fact]]),
}));

// A question about customers has no answer, and nothing to choose, where there are none.
const lacksCustomers = (question) => !askedCustomers.length
  && (question.columns || []).concat(question.parameters.map(([, kind]) => kind)).includes('controller');

// A customer's own services count before those of its groups.
const servicesOf = (customer) => (customer.services.length ? customer.services : [...new Set(customer.groups.flat())]);
// Whether more vendors may hold its data than are stated: nobody said which services, or which vendors one relies on.
function leavesOpen(customer) {
  const used = servicesOf(customer);
  return !used.length || used.some((service) => !service.told.length);
}

const ofService = (service) => ({ key: `s${service.index}`, text: service.title });
const ofCustomer = (customer) => ({ key: `k${customer.index}`, text: customer.title });
const ofRelied = (vendor) => (typeof vendor === 'string' ? plain(vendor) : ofVendor(vendor));

function statedPlaces(vendor) {
  const found = typeof vendor === 'string' ? [] : vendor.processes.flatMap((process) => edgesOf(process, FACET.place, STATES));
  return found.length ? [...new Set(found)] : [-1];
}

function typesTerm(types) {
  return types.length ? plain([...new Set(types.map(label))].sort(collate).join(', ')) : null;
}

Object.assign(ROWS, {
  'vendors-by-controller': ({ customer }) => {
    const used = servicesOf(customer);
    const rowsFor = (vendor, service, certainty, types, cited) => statedPlaces(vendor).flatMap((place) => cited.map((statement) => [{
      vendor: ofRelied(vendor), service: service && ofService(service), place: concept(place), certainty: concept(certainty), types,
    }, statement]));
    const stated = used.flatMap((service) => service.vendors.flatMap((vendor) =>
      rowsFor(vendor, service, TERM.stated, typesTerm(customer.types.length ? customer.types : service.types), service.told)));
    if (!leavesOpen(customer)) return stated;
    const relied = new Set(used.flatMap((service) => service.vendors));
    return [...stated, ...vendors.filter((vendor) => !relied.has(vendor)).flatMap((vendor) =>
      rowsFor(vendor, null, TERM.notStated, null, vendor.processes.flatMap((process) => process.headings.map((heading) => statements[heading]))))];
  },

  'controllers-by-vendor': ({ vendor }) => customers.flatMap((customer) => {
    const through = servicesOf(customer).filter((service) => service.vendors.includes(vendor));
    const contacts = customer.contacts.length ? customer.contacts.map(plain) : [null];
    const rowsFor = (service, certainty, cited) => contacts.flatMap((contact) => cited.map((statement) => [{
      controller: ofCustomer(customer), contact, service: service && ofService(service), certainty: concept(certainty),
    }, statement]));
    if (through.length) return through.flatMap((service) => rowsFor(service, TERM.stated, service.told));
    return leavesOpen(customer) ? rowsFor(null, TERM.notStated, customer.named) : [];
  }),

  'reviews-due': ({ before }) => reviews.flatMap(({ subject, dates }) => (dates.length
    ? dates.filter(([on]) => on < before).map(([on, statement]) => [{ subject, reviewed: plain(on) }, statement])
    : [[{ subject, reviewed: null }, null]])),
});
