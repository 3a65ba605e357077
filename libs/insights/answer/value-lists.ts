import type { Dimensions } from '../../facts/index.js';
import type { CellMetric, Question, Values } from '../../metrics/index.js';
import { nearestRank } from '../../statistics/index.js';
import { customerDimension } from '../cell-sums.js';
import { type Percentiles, percentilesName } from '../percentiles.js';

/** Values gathered from histories, for the percentiles of a question that is not answered from what is kept. */
export class ValueLists {
  private readonly lists = new Map<string, number[][]>();

  constructor(
    private readonly metric: CellMetric,
    private readonly values: Values,
    private readonly question: Question,
  ) {}

  add(history: Parameters<Values['of']>[0]): void {
    const { by, filter } = this.question;
    for (const { key, values } of this.values.of(history, this.question)) {
      const named = (dimension: string) => this.valueOf(dimension, key, history.dimensions);
      if (Object.entries(filter).some(([dimension, value]) => named(dimension) !== value)) continue;
      const plain = key.filter((_, i) => !this.metric.keys[i].dimension);
      const name = percentilesName(plain, by.map(named));
      let lists = this.lists.get(name);
      if (!lists) {
        lists = this.values.distributions.map(() => []);
        this.lists.set(name, lists);
      }
      values.forEach((value, i) => {
        if (value !== null) lists[i].push(value);
      });
    }
  }

  private valueOf(dimension: string, key: readonly (number | string)[], dimensions: Dimensions): string {
    const index = customerDimension(dimension);
    if (index >= 0) return dimensions[index];
    return key[this.metric.keys.findIndex(({ name }) => name === dimension)] as string;
  }

  percentiles(): Percentiles {
    return new Map(
      [...this.lists].map(([name, lists]) => [
        name,
        lists.map((list, i) => {
          if (list.length === 0) return null;
          const sorted = list.sort((a, b) => a - b);
          return this.values.distributions[i].shares.map((share) => nearestRank(sorted, share) as number);
        }),
      ]),
    );
  }
}
