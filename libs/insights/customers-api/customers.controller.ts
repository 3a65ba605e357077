import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Scopes } from '../../access/index.js';
import { rows } from '../../database/index.js';
import { formatTime } from '../../events/index.js';
import { membersOf, personsOf } from '../../facts/index.js';
import { badRequest, Problem, unavailable } from '../../http/index.js';
import { formatAmount, parseAmount } from '../../money/index.js';
import { tablesOf } from '../../projections/index.js';
import { NotReady, snapshot } from '../answer/answer.js';
import { onlyParameters, readCursor, readLimit, writeCursor } from '../cursor.js';
import { Insights } from '../insights.js';
import { customerProfile } from './customer-profile.js';
import { timelinePage } from './timeline-page.js';

type Raw = Readonly<Record<string, unknown>>;

/** What lists can be sorted by, highest first. */
const SORTS: Record<string, string> = {
  ltv: 'ltv',
  net: 'net',
  lastPurchase: `coalesce(last_purchase, '-infinity')`,
};

/** `/v1/customers`: one customer, their timeline, a list. */
@Controller('v1/customers')
@Scopes('customers:read')
export class CustomersController {
  constructor(private readonly insights: Insights) {}

  @Get()
  async list(@Query() raw: Raw) {
    onlyParameters(raw, ['sort', 'limit', 'cursor']);
    const sort = (raw.sort as string | undefined) ?? 'ltv';
    if (!Object.hasOwn(SORTS, sort))
      throw badRequest('sort', `must be one of ${Object.keys(SORTS).join(', ')}`);
    const limit = readLimit(raw.limit, 500, 50);
    const cursor = raw.cursor === undefined ? null : readCursor(raw.cursor, ['string', 'string', 'string']);
    const foreignCursor = () => badRequest('cursor', `must be a cursor of a list sorted by ${sort}`);
    if (cursor && cursor[0] !== sort) throw foreignCursor();
    const by = SORTS[sort];
    const type = sort === 'lastPurchase' ? 'timestamptz' : 'numeric';
    return this.now(async (connection, now) => {
      const found = await rows<ListRow>(
        connection,
        `select person, segment, country, generation, acquisition_channel, campaign, first_purchase,
                last_purchase, orders, net, contribution, cost_to_serve, ltv, (${by})::text as sort_value
         from ${tablesOf(now.generation)('customers')}
         where not stranger ${cursor ? `and (${by}, person) < ($2::${type}, $3)` : ''}
         order by ${by} desc, person desc limit $1`,
        cursor ? [limit, cursor[1], cursor[2]] : [limit],
      );
      const last = found.at(-1);
      return {
        position: String(now.position),
        customers: found.map(listed),
        next: found.length === limit && last ? writeCursor([sort, last[13], last[0]]) : null,
      };
    }).catch((error) => {
      throw cursor && isBadValue(error) ? foreignCursor() : error;
    });
  }

  @Get(':id')
  async one(@Param('id') id: string, @Query() raw: Raw) {
    onlyParameters(raw, []);
    const { store, settings } = this.insights;
    const profile = await this.now((connection, now) =>
      customerProfile(connection, now, store, id, settings),
    );
    if (!profile) throw unknownCustomer(id);
    return profile;
  }

  @Get(':id/timeline')
  async timeline(@Param('id') id: string, @Query() raw: Raw, @Res() reply: FastifyReply): Promise<void> {
    onlyParameters(raw, ['before', 'limit']);
    const limit = readLimit(raw.limit, 500, 50);
    const before =
      raw.before === undefined
        ? null
        : (readCursor(raw.before, ['number', 'number'], 'before') as [number, number]);
    const members = await this.now(async (connection, now) => {
      const tables = tablesOf(now.generation);
      const person = (await personsOf(connection, tables, [id])).get(id) as string;
      return [...(await membersOf(connection, tables, [person])).keys()];
    });
    const page = await timelinePage(this.insights.store, members, { before, limit });
    if (!page) throw unknownCustomer(id);
    const next = page.next && writeCursor([...page.next]);
    reply
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(`{"events":[${page.events.join(',')}],"next":${JSON.stringify(next)}}`);
  }

  private now<T>(work: Parameters<typeof snapshot<T>>[1]): Promise<T> {
    return snapshot(this.insights.dataSource, work).catch((error) => {
      throw error instanceof NotReady ? unavailable(error.message) : error;
    });
  }
}

/** Whether PostgreSQL could not read a value it was given: SQLSTATE class 22. */
function isBadValue(error: unknown): boolean {
  return /^22/.test(String((error as { code?: unknown }).code));
}

function unknownCustomer(id: string): Problem {
  return new Problem(404, `the log has no event of a customer "${id}"`);
}

type ListRow = [
  person: string,
  segment: string,
  country: string,
  generation: string,
  acquisitionChannel: string,
  campaign: string,
  firstPurchase: number | null,
  lastPurchase: number | null,
  orders: number,
  net: string,
  contribution: string,
  costToServe: string,
  ltv: string,
  sortValue: string,
];

function listed(row: ListRow) {
  const [id, segment, country, generation, acquisitionChannel, campaign, first, last, orders, ...texts] = row;
  const [net, contribution, costToServe, ltv] = texts
    .slice(0, 4)
    .map((text) => formatAmount(parseAmount(text)));
  return {
    id,
    segment,
    country,
    generation,
    acquisitionChannel,
    campaign,
    firstPurchase: first === null ? null : formatTime(first),
    lastPurchase: last === null ? null : formatTime(last),
    orders,
    net,
    contribution,
    costToServe,
    ltv,
  };
}
