import Big from 'big.js';
import { DateTime } from 'luxon';
import { answer } from './cases.js';
import { casesOfPeople } from './cases-of-people.js';
import { fourPlaces, money, rate, sum, ZERO } from './exact.js';
import { passes } from './groups.js';
import { type Moment, moments } from './moments.js';
import { range } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

const HOUR = 60 * 60 * 1_000_000;
const YEAR = 365 * 24 * HOUR;

export function atStake(world: World, query: Query): Row[] {
  const { asOf, timeZone } = world.settings;
  const { filter, precision } = query;
  const { from, to } = range(query, timeZone);
  const [ifAnswered, ifUnanswered] = risks(
    moments(world, {
      ...{ moment: 'complaint', horizon: 90, landmark: 7, unit: 'customer', filter },
      ...{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    }),
  );
  const waiting = casesOfPeople(world, 'complaint')
    .filter((complaint) => !answer(complaint) && complaint.time >= from && complaint.time < to)
    .filter(({ dimensions }) => passes(dimensions, filter))
    .map((complaint) => {
      const sales = world.people.find(({ id }) => id === complaint.person)?.sales ?? [];
      const lastYear = sales.filter(({ time }) => time > asOf - YEAR && time <= asOf);
      const net = sum(lastYear.map(({ revenue, refund }) => revenue.minus(refund)));
      const value =
        ifAnswered === null || ifUnanswered === null
          ? null
          : fourPlaces((net.gt(0) ? net : ZERO).times(Big(ifUnanswered - ifAnswered)));
      return { person: complaint.person, complaint, net, value };
    });
  waiting.sort(
    (a, b) =>
      Number((b.value ?? ZERO).cmp(a.value ?? ZERO)) ||
      b.net.cmp(a.net) ||
      a.complaint.time - b.complaint.time ||
      Buffer.compare(Buffer.from(a.person), Buffer.from(b.person)) ||
      Buffer.compare(Buffer.from(a.complaint.id), Buffer.from(b.complaint.id)) ||
      Buffer.compare(Buffer.from(a.complaint.channel), Buffer.from(b.complaint.channel)),
  );
  const shown = waiting.slice(0, query.own?.top ? Number(query.own.top) : waiting.length);
  return shown.map(({ person, complaint, net, value }) => ({
    customer: person,
    complaintId: complaint.id,
    channel: complaint.channel,
    openedAt: instant(complaint.time),
    waitingHours: (asOf - complaint.time) / HOUR,
    netLast365Days: money(net, precision),
    stopRiskIfAnswered: ifAnswered,
    stopRiskIfUnanswered: ifUnanswered,
    valueAtStake: value === null ? null : money(value, precision),
  }));
}

/** The share of the answered who stopped buying, and that plus the adjusted difference of the unanswered. */
function risks(counted: Moment[]): [number | null, number | null] {
  const nets = counted.map(({ amounts }) => amounts.netBefore as Big).sort((a, b) => a.cmp(b));
  const cuts = [0.2, 0.4, 0.6, 0.8].map((part) =>
    nets.find((_, i) => Big(i + 1).gte(Big(part).times(nets.length))),
  );
  const stratumOf = ({ amounts, tenure, factors }: Moment) =>
    JSON.stringify([
      cuts.filter((cut) => cut && amounts.netBefore?.gt(cut)).length,
      tenure,
      factors.acquisitionChannel,
    ]);
  const known = counted.filter(({ happened }) => happened.stoppedBuying !== undefined);
  const stopped = (group: string, stratum?: string) =>
    known
      .filter(({ factors }) => factors.answered === group)
      .filter((moment) => stratum === undefined || stratumOf(moment) === stratum)
      .map(({ happened }) => (happened.stoppedBuying ? 1 : 0));
  const meanOf = (values: number[]) =>
    values.reduce<number>((total, value) => total + value, 0) / values.length;

  const answered = stopped('answered');
  const ifAnswered = rate(answered.filter((value) => value === 1).length, answered.length);
  const strata = [...new Set(known.map(stratumOf))]
    .map((stratum) => ({ yes: stopped('answered', stratum), no: stopped('unanswered', stratum) }))
    .filter(({ yes, no }) => yes.length >= 2 && no.length >= 2);
  if (ifAnswered === null || strata.length === 0) return [ifAnswered, null];
  const everybody = strata.reduce((total, { yes, no }) => total + yes.length + no.length, 0);
  const difference = strata.reduce(
    (total, { yes, no }) => total + ((yes.length + no.length) / everybody) * (meanOf(no) - meanOf(yes)),
    0,
  );
  return [ifAnswered, Math.min(1, Math.max(0, ifAnswered + difference))];
}

/** As the API writes instants: in UTC, with as many decimals of the second as it has. */
function instant(time: number): string {
  const seconds = Math.floor(time / 1_000_000);
  const fraction = String(time - seconds * 1_000_000).padStart(6, '0');
  const whole = DateTime.fromSeconds(seconds, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  return `${whole}${fraction === '000000' ? '' : `.${fraction}`}Z`;
}
