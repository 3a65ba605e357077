import { type Connection, rows } from '../database/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { type Company, countingSpends, type Post, postsOf, type Spend } from './company.js';
import { Conversion, loadRates, unconvertedOf } from './conversion.js';
import { UNKNOWN } from './profile.js';
import type { FactSettings } from './settings.js';

/** What belongs to no customer, from the facts. @param wanted what of it; nothing of the rest is there */
export async function loadCompany(
  connection: Connection,
  tables: Tables,
  settings: Omit<FactSettings, 'find'>,
  wanted: readonly (keyof Company)[] = ['spends', 'posts'],
): Promise<Company> {
  return {
    spends: wanted.includes('spends') ? await loadSpends(connection, tables, settings) : [],
    posts: wanted.includes('posts') ? await loadPosts(connection, tables) : [],
  };
}

async function loadSpends(
  connection: Connection,
  tables: Tables,
  settings: Omit<FactSettings, 'find'>,
): Promise<Spend[]> {
  const spends = await rows<
    [number, string, string, number, string | null, string, string | null, string, string, string, string]
  >(
    connection,
    `select position, source, id, time, spend_id, channel, campaign, amount, currency, from_date::text, to_date::text
     from ${tables('spends')} where not voided`,
  );
  const { reportingCurrency } = settings;
  const foreign = spends.some(([, , , , , , , , currency]) => currency !== reportingCurrency);
  const rates = foreign ? await loadRates(connection, tables, reportingCurrency) : new Map();
  const money = new Conversion(rates, settings);
  return countingSpends(
    spends.map(([position, source, id, time, spendId, channel, campaign, amountText, currency, from, to]) => {
      const amount = parseAmount(amountText);
      const converted = money.onDay(amount, currency, from);
      return {
        position,
        source,
        id,
        time,
        spendId,
        channel,
        campaign: campaign ?? UNKNOWN,
        amount: converted ?? 0n,
        unconverted: unconvertedOf(converted, amount, currency),
        from,
        to,
      };
    }),
  );
}

async function loadPosts(connection: Connection, tables: Tables): Promise<Post[]> {
  const counts = await rows<[number, string, string, number, string, string, number, number]>(
    connection,
    `select position, source, id, time, post_id, network, followers, engagements
     from ${tables('post_counts')} where not voided`,
  );
  return postsOf(
    counts.map(([position, source, id, time, postId, network, followers, engagements]) => ({
      position,
      source,
      id,
      time,
      postId,
      network,
      followers,
      engagements,
    })),
  );
}
