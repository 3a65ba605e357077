import { type Connection, rows } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { groupBy } from './group-by.js';
import type { Outbox } from './outbox.js';
import { resolveSubscription, type SubscriptionFact, type SubscriptionRun } from './subscriptions.js';
import type { Touched } from './touched.js';

type StoredFact = SubscriptionFact & {
  subscriptionId: string;
  voided: boolean;
  runSubject: string | null;
  runSource: string | null;
  runCurrency: string | null;
};

/** Settles the subscriptions that a batch touched: which events count, and whose they are. */
export async function foldSubscriptions(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  const ids = outbox.own('subscriptions', touched.subscriptions);
  if (ids.size === 0) return;
  const facts = await loadFacts(connection, tables, [...ids.keys()]);

  const changed: { position: number; run: SubscriptionRun | null }[] = [];
  for (const [subscriptionId, published] of groupBy(facts, (fact) => fact.subscriptionId)) {
    const counting = resolveSubscription(published.filter(({ voided }) => !voided));
    for (const fact of published) {
      const run = counting.get(fact.position) ?? null;
      if (run || fact.voided) contradictions.examine(fact.position);
      else if (fact.event === 'started')
        contradictions.examine(fact.position, 'subscription-already-running');
      else contradictions.examine(fact.position, 'subscription-not-running');
      const same =
        fact.runSubject === (run?.subject ?? null) &&
        fact.runSource === (run?.source ?? null) &&
        fact.runCurrency === (run?.currency ?? null);
      if (same) continue;
      changed.push({ position: fact.position, run });
      for (const subject of [fact.runSubject, run?.subject]) {
        if (subject) touched.mark(subject, ids.get(subscriptionId) as number);
      }
    }
  }
  if (changed.length === 0) return;
  await connection.query(
    `update ${tables('subscription_events')} t
     set run_subject = c.run_subject, run_source = c.run_source, run_currency = c.run_currency
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
       as c(position, run_subject, run_source, run_currency)
     where t.position = c.position`,
    [
      changed.map(({ position }) => position),
      changed.map(({ run }) => run?.subject ?? null),
      changed.map(({ run }) => run?.source ?? null),
      changed.map(({ run }) => run?.currency ?? null),
    ],
  );
}

/** Voided ones too: whoever they counted for must lose them. */
async function loadFacts(connection: Connection, tables: Tables, ids: string[]): Promise<StoredFact[]> {
  const found = await rows<
    [
      number,
      string,
      string,
      number,
      string,
      SubscriptionFact['event'],
      string,
      string | null,
      boolean,
      string | null,
      string | null,
      string | null,
    ]
  >(
    connection,
    `select position, source, id, time, subject, event, subscription_id, currency, voided,
       run_subject, run_source, run_currency
     from ${tables('subscription_events')} where subscription_id = any($1::text[])`,
    [ids],
  );
  return found.map(
    ([
      position,
      source,
      id,
      time,
      subject,
      event,
      subscriptionId,
      currency,
      voided,
      runSubject,
      runSource,
      runCurrency,
    ]) => ({
      position,
      source,
      id,
      time,
      subject,
      event,
      subscriptionId,
      currency,
      voided,
      runSubject,
      runSource,
      runCurrency,
    }),
  );
}
