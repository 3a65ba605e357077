import { LosslessNumber } from 'lossless-json';
import { decode, encode } from './codec.js';
import type { LedgerEvent } from './ledger-event.js';
import { type UpCaster, upCast } from './up-casters.js';

const EVENT: LedgerEvent = {
  source: '/shop',
  id: 'p-1',
  type: 'lifeledger.purchase.completed.v1',
  subject: 'customer-1',
  time: 1_772_446_500_000_000,
  data: { orderId: 'o', amount: '29.30', currency: 'USD' },
  personal: { data: { size: new LosslessNumber('1.10') }, extensions: { trace: 'x' } },
};
const { data: _data, personal: _personal, ...attributes } = EVENT;

describe('the codec', () => {
  it('writes what is personal as a text of its own', () => {
    expect(encode(EVENT)).toEqual({
      data: '{"orderId":"o","amount":"29.30","currency":"USD"}',
      personal: '{"data":{"size":1.10},"extensions":{"trace":"x"}}',
    });
    expect(encode({ ...EVENT, personal: null }).personal).toBeNull();
  });

  it('reads back what it wrote', () => {
    expect(decode({ ...attributes, ...encode(EVENT) })).toEqual(EVENT);
  });

  it('lifts old shapes to the newest, version by version', () => {
    // A made-up type: version 2 renamed `sum` to `amount`, version 3 took `note` for its own.
    const renamed: UpCaster = ({ data: { sum, ...data }, personal }) => ({
      type: 'lifeledger.tip.given.v2',
      data: { ...data, amount: sum },
      personal,
    });
    const noteKnown: UpCaster = ({ data, personal }) => ({
      type: 'lifeledger.tip.given.v3',
      data: { ...data, note: personal?.data?.note ?? '' },
      personal: null,
    });
    const casters = new Map([
      ['lifeledger.tip.given.v1', renamed],
      ['lifeledger.tip.given.v2', noteKnown],
    ]);
    const stored = {
      ...attributes,
      type: 'lifeledger.tip.given.v1',
      data: '{"tipId":"t","sum":"2"}',
      personal: '{"data":{"note":"thanks"}}',
    };
    expect(decode(stored, casters)).toEqual({
      ...attributes,
      type: 'lifeledger.tip.given.v3',
      data: { tipId: 't', amount: '2', note: 'thanks' },
      personal: null,
    });
    const newest = { type: 'lifeledger.tip.given.v3', data: {}, personal: null };
    expect(upCast(newest, casters)).toBe(newest);
  });
});
