import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Ledger, openLedger } from '../support/ledger.js';
import { sharedFile } from '../support/shared-data.js';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

test('smoke', async () => {
  const file = sharedFile('data/CDNOW_master.txt.gz') as string;
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\r\n').slice(1);
  const events = lines.map((line, i) => {
    const [subject, date, quantity, amount] = line.trim().split(/\s+/);
    const n = String(i + 1);
    return {
      specversion: '1.0',
      source: 'cdnow',
      id: n,
      type: 'lifeledger.purchase.completed.v1',
      subject,
      time: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T12:00:00Z`,
      data: { orderId: n, amount, quantity: Number(quantity) },
    };
  });
  let t = performance.now();
  for (let i = 0; i < events.length; i += 5000) await ledger.publish(events.slice(i, i + 5000));
  console.log('append', events.length / ((performance.now() - t) / 1000));
  t = performance.now();
  ledger.start();
  await ledger.caughtUp();
  console.log('fold', events.length / ((performance.now() - t) / 1000));
  for (const m of ['revenue', 'ltv', 'retention', 'lifecycle', 'churn']) {
    t = performance.now();
    const a = await ledger.ask(m);
    console.log(m, performance.now() - t, a.rows.length, JSON.stringify(a.rows.slice(0, 2)));
  }
  t = performance.now();
  const a = await ledger.ask('churn', { window: '180' });
  console.log('churn180', performance.now() - t, a.rows.length);
  t = performance.now();
  await ledger.rebuild();
  console.log('rebuild', events.length / ((performance.now() - t) / 1000), ledger.reports);
});
