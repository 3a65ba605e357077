import type { VisibleHistory } from '../../facts/index.js';
import type { UnconvertedAmount } from '../metric.js';
import { type Moment, momentsOf } from './moments.js';
import { AMOUNTS, OUTCOMES, type OutcomeName, SHARES } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import { bandOf, cutsOf } from './strata.js';
import { UnconvertedSums } from './unconverted.js';

/** Exact sums of one outcome over the moments that count towards it. Money in ten-thousandths. */
export interface OutcomeSums {
  n: number;
  sum: bigint;
  squares: bigint;
}

export type SumsOfOutcomes = Record<OutcomeName, OutcomeSums>;

/** The moments of one group, by stratum: those alike in their band of net before, tenure and acquisition channel. */
export type Strata = ReadonlyMap<string, SumsOfOutcomes>;

/** What is known of a group. */
export interface Group {
  moments: number;
  customers: number;
  strata: Strata;
}

/** All that the answer is made of. */
export interface Tallied {
  /** By name, in no order; those with moments only. */
  groups: ReadonlyMap<string, Group>;
  incomplete: number;
  unconverted: UnconvertedAmount[];
}

/** One moment, kept small: there may be a million. What does or does not happen is shared by those alike. */
interface Kept {
  group: string;
  background: string;
  happened: readonly (bigint | null)[];
  netBefore: bigint;
  netAfter: bigint;
  costToServe: bigint;
}

/** Gathers the moments of customers, in any order. The bands can be cut only when all of them are known. */
export class ImpactTally {
  private readonly kept: Kept[] = [];
  private readonly groups = new Map<string, Group & { strata: Map<string, SumsOfOutcomes> }>();
  private readonly alike = new Map<string, Kept['happened']>();
  private readonly unconverted = new UnconvertedSums();
  private incomplete = 0;

  constructor(private readonly question: ImpactQuestion) {}

  /** The moments of one customer. */
  add(history: VisibleHistory): void {
    const { counted, incomplete } = momentsOf(history, this.question);
    this.incomplete += incomplete;
    for (const group of new Set(counted.map((moment) => moment.group))) this.groupNamed(group).customers += 1;
    for (const moment of counted) {
      this.groupNamed(moment.group).moments += 1;
      this.kept.push(this.keptOf(moment));
    }
    // An event may lie before one moment and after another.
    this.unconverted.add(counted.flatMap((moment) => moment.withoutRate));
  }

  finish(): Tallied {
    const cuts = cutsOf(this.kept.map(({ netBefore }) => netBefore));
    for (const moment of this.kept) {
      const { strata } = this.groupNamed(moment.group);
      const stratum = `${bandOf(moment.netBefore, cuts)} ${moment.background}`;
      let sums = strata.get(stratum);
      if (!sums) {
        sums = noSums();
        strata.set(stratum, sums);
      }
      addMoment(sums, moment);
    }
    return {
      groups: this.groups,
      incomplete: this.incomplete,
      unconverted: this.unconverted.list(),
    };
  }

  private groupNamed(group: string) {
    let found = this.groups.get(group);
    if (!found) {
      found = { moments: 0, customers: 0, strata: new Map() };
      this.groups.set(group, found);
    }
    return found;
  }

  private keptOf({ group, tenure, acquisitionChannel, outcomes }: Moment): Kept {
    const happened = SHARES.map((name) => outcomes[name]?.value ?? null);
    const name = happened.join(' ');
    if (!this.alike.has(name)) this.alike.set(name, happened);
    const amount = (outcome: (typeof AMOUNTS)[number]) => outcomes[outcome]?.value ?? 0n;
    return {
      group,
      background: `${tenure} ${acquisitionChannel}`,
      happened: this.alike.get(name) ?? happened,
      netBefore: amount('netBefore'),
      netAfter: amount('netAfter'),
      costToServe: amount('costToServe'),
    };
  }
}

function noSums(): SumsOfOutcomes {
  return Object.fromEntries(OUTCOMES.map((name) => [name, { n: 0, sum: 0n, squares: 0n }])) as SumsOfOutcomes;
}

function addMoment(sums: SumsOfOutcomes, { happened, netBefore, netAfter, costToServe }: Kept): void {
  const amounts = { netBefore, netAfter, netChange: netAfter - netBefore, costToServe };
  SHARES.forEach((name, i) => {
    addValue(sums[name], happened[i]);
  });
  for (const name of AMOUNTS) addValue(sums[name], amounts[name]);
}

function addValue(sums: OutcomeSums, value: bigint | null): void {
  if (value === null) return;
  sums.n += 1;
  sums.sum += value;
  sums.squares += value * value;
}

/** An outcome's sums over all of a group, of nothing where the group does not appear. */
export function sumsOf(group: Group | undefined, outcome: OutcomeName): OutcomeSums {
  const all = { n: 0, sum: 0n, squares: 0n };
  for (const sums of group?.strata.values() ?? []) {
    const { n, sum, squares } = sums[outcome];
    all.n += n;
    all.sum += sum;
    all.squares += squares;
  }
  return all;
}
