/**
 * Writes a year in the life of a small shop to standard output: CloudEvents of 300 customers, one on each line, in
 * the order of time. The same text every time.
 *
 *   node samples/generate.mjs > samples/shop.ndjson
 */
const CUSTOMERS = 300;
const FIRST_DAY = Date.UTC(2024, 6, 1);
const DAYS = 365;
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Products with price and cost of goods, in cents. */
const PRODUCTS = [
  ['kettle', 3995, 2100],
  ['teapot', 2950, 1275],
  ['green tea', 895, 310],
  ['black tea', 745, 240],
  ['mug', 1250, 480],
];
const ACQUISITION = [
  ['search', 'brand'],
  ['social', 'summer'],
  ['referral', undefined],
  ['store', undefined],
];
const COUNTRIES = ['DE', 'AT', 'CH', 'NL', 'FR'];
const CONTACT_CHANNELS = ['voice', 'voice', 'email', 'email', 'chat', 'social'];
const TOPICS = ['delivery', 'invoice', 'damaged', 'how to use'];

/** mulberry32: small, and the same everywhere. */
let state = 20240701;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const below = (limit) => Math.floor(random() * limit);
const oneOf = (list) => list[below(list.length)];
const money = (cents) => (cents / 100).toFixed(2);
const date = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

const events = [];
const END = FIRST_DAY + DAYS * DAY;

/** Adds an event unless it would be after the year. */
function add(source, id, name, subject, at, data) {
  if (at >= END) return false;
  const time = `${new Date(at).toISOString().slice(0, 19)}Z`;
  const type = `lifeledger.${name}.v1`;
  events.push({
    at,
    event: {
      specversion: '1.0',
      id,
      source,
      type,
      ...(subject !== undefined && { subject }),
      time,
      datacontenttype: 'application/json',
      data,
    },
  });
  return true;
}

for (let month = 0; month < 12; month++) {
  const from = Date.UTC(2024, 6 + month, 1);
  const to = Date.UTC(2024, 7 + month, 1) - DAY;
  for (const [channel, campaign] of ACQUISITION.slice(0, 2)) {
    const spendId = `spend-${date(from).slice(0, 7)}-${channel}`;
    const amount = money(20_000 + 1_000 * below(30));
    add('marketing', spendId, 'acquisition.spend', undefined, from + 9 * HOUR, {
      spendId,
      channel,
      campaign,
      amount,
      from: date(from),
      to: date(to),
    });
  }
}

let orders = 0;
let contacts = 0;
let complaints = 0;
for (let number = 1; number <= CUSTOMERS; number++) {
  const subject = `customer-${String(number).padStart(3, '0')}`;
  // More of them join early, so that there is something to see of how they stay.
  const joined =
    FIRST_DAY + Math.floor(random() * random() * DAYS) * DAY + (8 + below(12)) * HOUR + below(60) * 60_000;
  const [channel, campaign] = oneOf(ACQUISITION);
  add('crm', `registered-${subject}`, 'customer.registered', subject, joined, {
    segment: random() < 0.2 ? 'business' : 'private',
    country: oneOf(COUNTRIES),
    birthYear: 1950 + below(56),
  });
  add('marketing', `acquired-${subject}`, 'customer.acquired', subject, joined + 1000, {
    channel,
    ...(campaign && { campaign }),
  });

  const devoted = random();
  let at = joined + HOUR;
  for (let purchase = 0; purchase === 0 || random() < 0.45 + devoted / 2; purchase++) {
    const [product, price, cost] = oneOf(PRODUCTS);
    const quantity = 1 + below(3);
    const orderId = `order-${++orders}`;
    const added = add('shop', orderId, 'purchase.completed', subject, at, {
      orderId,
      amount: money(price * quantity),
      cost: money(cost * quantity),
      channel: random() < 0.8 ? 'web' : 'in-person',
      product,
      quantity,
    });
    if (!added) break;
    if (random() < 0.05) {
      const refundId = `refund-${orderId}`;
      const whole = random() < 0.5;
      add('shop', refundId, 'purchase.refunded', subject, at + (2 + below(12)) * DAY, {
        orderId,
        refundId,
        amount: money(whole ? price * quantity : price),
        cost: money(whole ? cost * quantity : cost),
      });
    }
    if (random() < 0.09) contact(subject, product, at + (1 + below(5)) * DAY);
    if (random() < 0.025) complaint(subject, orderId, product, at + (2 + below(6)) * DAY);
    at += (10 + below(60)) * DAY + below(10) * HOUR;
  }
}

function contact(subject, product, at) {
  const contactId = `contact-${++contacts}`;
  const channel = oneOf(CONTACT_CHANNELS);
  const topic = oneOf(TOPICS);
  if (
    !add('desk', `${contactId}-received`, 'contact.received', subject, at, {
      contactId,
      channel,
      topic,
      product,
    })
  ) {
    return;
  }
  const answered = at + (channel === 'voice' ? 2 + below(10) : 20 + below(1_500)) * 60_000;
  const employee = `agent-${1 + below(6)}`;
  add('desk', `${contactId}-answered`, 'contact.answered', subject, answered, { contactId, employee });
  if (random() < 0.9) {
    add('desk', `${contactId}-resolved`, 'contact.resolved', subject, answered + (1 + below(48)) * HOUR, {
      contactId,
      cost: money(150 + below(900)),
    });
  }
  if (random() < 0.5) {
    const responseId = `csat-${contactId}`;
    add('surveys', responseId, 'survey.answered', subject, answered + 3 * DAY, {
      responseId,
      kind: 'csat',
      score: 1 + Math.min(4, below(7)),
      employee,
      about: { contactId },
    });
  }
}

function complaint(subject, orderId, product, at) {
  const complaintId = `complaint-${++complaints}`;
  const opened = { complaintId, channel: oneOf(CONTACT_CHANNELS), topic: oneOf(TOPICS), product, orderId };
  if (!add('desk', `${complaintId}-opened`, 'complaint.opened', subject, at, opened)) return;
  if (random() < 0.15) return;
  const answered = at + (1 + below(200)) * HOUR;
  add('desk', `${complaintId}-answered`, 'complaint.answered', subject, answered, {
    complaintId,
    employee: `agent-${1 + below(6)}`,
  });
  const accepted = random() < 0.6;
  add('desk', `${complaintId}-resolved`, 'complaint.resolved', subject, answered + (1 + below(5)) * DAY, {
    complaintId,
    outcome: accepted ? 'accepted' : 'rejected',
    ...(accepted && { compensation: money(500 + below(2_000)) }),
  });
}

events.sort((one, other) => one.at - other.at);
process.stdout.write(events.map(({ event }) => `${JSON.stringify(event)}\n`).join(''));
