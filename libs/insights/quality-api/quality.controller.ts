import { Controller, Get, Query } from '@nestjs/common';
import { CurrentKey, type Key, Scopes } from '../../access/index.js';
import { badRequest, Problem, unavailable } from '../../http/index.js';
import { NotReady, snapshot } from '../answer/answer.js';
import { onlyParameters, readCursor, readLimit, writeCursor } from '../cursor.js';
import { Insights } from '../insights.js';
import { QUALITY_KINDS, type QualityKind } from './kinds.js';
import { countQuality, examplesAt, lastOfKinds } from './quality.js';

type Raw = Readonly<Record<string, unknown>>;

/** Examples of each kind, where every kind is answered. */
const EXAMPLES = 10;

/** `GET /v1/quality`: what events contradict each other in, and how often. */
@Controller('v1/quality')
@Scopes('metrics:read')
export class QualityController {
  constructor(private readonly insights: Insights) {}

  @Get()
  quality(@Query() raw: Raw, @CurrentKey() key: Key) {
    onlyParameters(raw, raw.kind === undefined ? ['kind'] : ['kind', 'limit', 'cursor']);
    const mayNameCustomers = key.scopes.includes('customers:read');
    return raw.kind === undefined ? this.everyKind(mayNameCustomers) : this.oneKind(raw, mayNameCustomers);
  }

  private async everyKind(withExamples: boolean) {
    const kinds = Object.keys(QUALITY_KINDS) as QualityKind[];
    const { position, counts, last } = await this.now(async (connection, now) => ({
      position: String(now.position),
      counts: await countQuality(connection, now),
      last: withExamples ? await lastOfKinds(connection, now, kinds, EXAMPLES) : null,
    }));
    const examples = await examplesAt(this.insights.store, [...(last?.values() ?? [])].flat());
    return {
      position,
      kinds: kinds.map((kind) => ({
        kind,
        description: QUALITY_KINDS[kind],
        count: counts.get(kind) ?? 0,
        ...(last && { examples: last.get(kind)?.flatMap((at) => examples.get(at) ?? []) }),
      })),
    };
  }

  private async oneKind(raw: Raw, mayNameCustomers: boolean) {
    const kind = raw.kind as QualityKind;
    if (!Object.hasOwn(QUALITY_KINDS, kind)) {
      throw badRequest('kind', `must be one of ${Object.keys(QUALITY_KINDS).join(', ')}`);
    }
    const limit = readLimit(raw.limit, 500, 50);
    const below = raw.cursor === undefined ? undefined : readPlace(raw.cursor, kind);
    // What is listed names customers; the counts alone are in the answer without a kind.
    if (!mayNameCustomers) throw new Problem(403, 'this needs a key with the scope customers:read');
    const { position, count, found } = await this.now(async (connection, now) => ({
      position: String(now.position),
      count: (await countQuality(connection, now)).get(kind) ?? 0,
      found: (await lastOfKinds(connection, now, [kind], limit, below)).get(kind) ?? [],
    }));
    const examples = await examplesAt(this.insights.store, found);
    return {
      position,
      kind,
      description: QUALITY_KINDS[kind],
      count,
      examples: found.flatMap((at) => examples.get(at) ?? []),
      next: found.length === limit ? writeCursor([kind, found[found.length - 1]]) : null,
    };
  }

  private now<T>(work: Parameters<typeof snapshot<T>>[1]): Promise<T> {
    return snapshot(this.insights.dataSource, work).catch((error) => {
      throw error instanceof NotReady ? unavailable(error.message) : error;
    });
  }
}

/** The position below which a list goes on. @throws Problem 400 */
function readPlace(cursor: unknown, kind: QualityKind): number {
  const [ofKind, position] = readCursor(cursor, ['string', 'number']);
  if (ofKind !== kind || !Number.isSafeInteger(position)) {
    throw badRequest('cursor', `must be a cursor of a list of ${kind}`);
  }
  return position as number;
}
