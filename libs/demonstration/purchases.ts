import { type Chance, weighted } from './chance.js';
import type { Customer } from './customers.js';
import { ACCESSORIES, amount, PHONES, type Product } from './market.js';
import { DAY, HOUR, MINUTE, monthOf } from './months.js';
import type { Telling } from './publication.js';

const CHANNELS = { web: 41, app: 18, 'in-person': 35, voice: 6 };
/** Shares of purchases. */
const TWO_LINES = 0.12;
const REFUNDED = 0.04;
const OPENED_TWICE = 0.0006;
/** Shares of refunds. */
const TOO_MUCH = 0.02;
const OTHER_CURRENCY = 0.01;
const OF_NO_PURCHASE = 0.005;

/**
 * A purchase, and in a few cases what is given back of it.
 * @param likelyPhone share of such purchases that are a telephone
 * @returns its order
 */
export function buy(telling: Telling, customer: Customer, at: number, likelyPhone: number): string {
  const { chance, next, publish } = telling;
  const orderId = next('order');
  const channel = weighted(chance, CHANNELS);
  const { currency } = customer.country;
  const first = pick(chance, chance.happens(likelyPhone) ? PHONES : ACCESSORIES, monthOf(at));
  const products = chance.happens(TWO_LINES) ? [first, pick(chance, ACCESSORIES, monthOf(at))] : [first];
  products.forEach((product, index) => {
    const lineId = products.length > 1 ? String(index + 1) : undefined;
    const price = priceOf(chance, customer, product);
    const purchase = {
      type: 'purchase.completed',
      id: `purchase-${orderId}${lineId === undefined ? '' : `-${lineId}`}`,
      source: 'shop' as const,
      subject: customer.id,
      at,
      data: {
        orderId,
        ...(lineId !== undefined && { lineId }),
        ...price,
        currency,
        channel,
        product: product.name,
        quantity: 1,
      },
    };
    publish(purchase);
    if (lineId === undefined && chance.happens(OPENED_TWICE)) {
      // A contradiction: the same order once more, with another amount; the earliest counts.
      const again = { ...purchase.data, amount: amount(Number(price.amount) + 10) };
      publish({ ...purchase, id: `${purchase.id}-again`, at: at + 5 * MINUTE, data: again });
    }
    if (chance.happens(REFUNDED)) refund(telling, customer, at, { orderId, lineId, ...price });
  });
  customer.lastOrder = orderId;
  return orderId;
}

/** What a product costs this customer, in the currency of their country. */
function priceOf({ whole }: Chance, { country, segment }: Customer, { price, cost }: Product) {
  const discount = segment === 'student' ? 0.92 : 1;
  const list = price * country.priceOfDollar;
  return {
    amount: amount(list * discount * (whole(94, 100) / 100)),
    cost: amount(list * cost * (whole(97, 103) / 100)),
  };
}

function pick(chance: Chance, products: readonly Product[], month: number): Product {
  const sold = products.filter(({ from, to }) => month >= from && month <= to);
  const name = weighted(chance, Object.fromEntries(sold.map((product) => [product.name, product.weight])));
  return sold.find((product) => product.name === name) as Product;
}

interface Line {
  orderId: string;
  lineId: string | undefined;
  amount: string;
  cost: string;
}

function refund({ chance, next, publish }: Telling, customer: Customer, bought: number, line: Line): void {
  const refundId = next('refund');
  const tooMuch = chance.happens(TOO_MUCH);
  const share = tooMuch ? 1.2 : chance.happens(0.6) ? 1 : chance.whole(10, 60) / 100;
  const { currency } = customer.country;
  publish({
    type: 'purchase.refunded',
    id: `refunded-${refundId}`,
    source: 'shop',
    subject: customer.id,
    at: bought + chance.whole(HOUR, 28 * DAY),
    data: {
      orderId: chance.happens(OF_NO_PURCHASE) ? `${line.orderId}-unknown` : line.orderId,
      ...(line.lineId !== undefined && { lineId: line.lineId }),
      refundId,
      amount: amount(Number(line.amount) * share),
      ...(share >= 1 && { cost: amount(Number(line.cost) * 0.8) }),
      currency: chance.happens(OTHER_CURRENCY) ? (currency === 'EUR' ? 'USD' : 'EUR') : currency,
    },
  });
}
