import Big from 'big.js';
import { DateTime } from 'luxon';
import { casesOfPeople, type OwnCase } from './cases-of-people.js';
import { byChannel, overChannels } from './channel-mix.js';
import { fourPlaces, money, sum, ZERO } from './exact.js';
import { groups, passes } from './groups.js';
import { range } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

const Exact = Big();
Exact.DP = 60;

export function channelShift(world: World, query: Query): Row[] {
  const { timeZone } = world.settings;
  const chosen = range(query, timeZone);
  const inMonths = (months: string) => {
    const [first = '', last = ''] = months.split('..');
    return ({ time }: OwnCase) => {
      const at = DateTime.fromMillis(Math.floor(time / 1000), { zone: timeZone });
      const month = at.toFormat('yyyy-MM');
      const begins = at.startOf('month').toMillis() * 1000;
      return month >= first && month <= last && begins >= chosen.from && begins < chosen.to;
    };
  };
  const { before, after } = ranges(world, query);
  const contacts = casesOfPeople(world, 'contact');
  const counted = contacts
    .filter(({ dimensions }) => passes(dimensions, query.filter))
    .filter((one) => inMonths(before)(one) || inMonths(after)(one));

  return groups(counted, byChannel(query), ({ dimensions }) => dimensions).map(({ values, members }) => {
    const whole = contacts.filter(
      ({ dimensions }) =>
        passes(dimensions, overChannels(query.filter ?? {})) && passes(dimensions, overChannels(values)),
    );
    const [then, now] = [before, after].map((months) => ({
      total: whole.filter(inMonths(months)).length,
      contacts: members.filter(inMonths(months)).length,
      cost: sum(members.filter(inMonths(months)).map(({ cost }) => cost)),
    })) as [Side, Side];
    const [s0, s1] = [share(then), share(now)];
    // a channel without contacts on one side takes the other side's unit cost
    const c0 = unitCost(then.contacts === 0 ? now : then);
    const c1 = unitCost(now.contacts === 0 ? then : now);
    const volume = fourPlaces(s0.times(now.total - then.total).times(c0));
    const rate = fourPlaces(s1.times(now.total).times(c1.minus(c0)));
    const mix = now.cost.minus(then.cost).minus(volume).minus(rate);
    // the rest must be what the formula says, but for what two roundings can do
    if (mix.minus(s1.minus(s0).times(now.total).times(c0)).abs().gt('0.0001')) throw new Error('mix effect');
    const [from, to] = [then, now].map((side) => (side.total === 0 ? 0 : side.contacts / side.total)) as [
      number,
      number,
    ];
    return {
      ...values,
      channel: (values.channel ?? values.channelFamily) as string,
      shareBefore: from,
      shareAfter: to,
      shiftPoints: 100 * (to - from),
      contactsBefore: then.contacts,
      contactsAfter: now.contacts,
      costBefore: money(then.cost, query.precision),
      costAfter: money(now.cost, query.precision),
      volumeEffect: money(volume, query.precision),
      mixEffect: money(mix, query.precision),
      rateEffect: money(rate, query.precision),
    };
  });
}

interface Side {
  total: number;
  contacts: number;
  cost: Big;
}

function share({ contacts, total }: Side): Big {
  return total === 0 ? ZERO : Exact(contacts).div(total);
}

function unitCost({ contacts, cost }: Side): Big {
  return contacts === 0 ? ZERO : Exact(cost).div(contacts);
}

/** The months asked for; else the last six that are over, and as many before them. */
function ranges({ settings }: World, { own = {} }: Query): { before: string; after: string } {
  const label = (month: DateTime) => month.toFormat('yyyy-MM');
  const current = DateTime.fromMillis(Math.floor(settings.asOf / 1000), { zone: settings.timeZone }).startOf(
    'month',
  );
  const after = own.after ?? `${label(current.minus({ months: 6 }))}..${label(current.minus({ months: 1 }))}`;
  const [first, last] = after.split('..').map((month) => DateTime.fromISO(month)) as [DateTime, DateTime];
  const length = Math.round(last.diff(first, 'months').months) + 1;
  const before = `${label(first.minus({ months: length }))}..${label(first.minus({ months: 1 }))}`;
  return { after, before: own.before ?? before };
}
