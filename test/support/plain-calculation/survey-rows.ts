import { rate } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import type { Answer, Invitation } from './surveys.js';
import type { World } from './world.js';

/** The point of the standard normal distribution between which and its negative 95 % lie. */
export const Z = 1.959963984540054;

/**
 * Rows of a kind of survey: by period and group the answers and invitations.
 * @param figures what the metric says of the answers of a row
 */
export function surveyRows(
  { people, settings: { timeZone, asOf } }: World,
  query: Query,
  kind: Answer['kind'],
  figures: (answers: Answer[]) => Row,
): Row[] {
  const asked = people
    .flatMap(({ dimensions, answers, invitations }) => [
      ...answers.map((answer) => ({ dimensions, survey: answer, answer })),
      ...invitations.map((invitation) => ({ dimensions, survey: invitation, invitation })),
    ])
    .filter(({ survey }) => survey.kind === kind)
    .filter((one) => passes(dimensionsOf(one), query.filter));
  const periods = chosenPeriods(
    query,
    asked.map(({ survey }) => survey.time),
    timeZone,
  );
  const inRange = asked.filter(({ survey }) => periods.some((period) => holds(period, survey.time)));
  return periods.flatMap((period) =>
    groups(inRange, query.by, dimensionsOf).map(({ values, members }) => {
      const here = members.filter(({ survey }) => holds(period, survey.time));
      const answers = here.flatMap((one) => ('answer' in one ? [one.answer] : []));
      const sent = here.flatMap((one) => ('invitation' in one ? [one.invitation] : []));
      return {
        period: period.label,
        ...values,
        responses: answers.length,
        invited: sent.length,
        responseRate: rate(sent.filter(({ answered }) => answered !== undefined).length, sent.length),
        ...figures(answers),
        complete: period.end <= asOf,
      };
    }),
  );
}

function dimensionsOf({
  dimensions,
  survey: { touchpoint, product, employee },
}: {
  dimensions: Record<string, string>;
  survey: Answer | Invitation;
}): Record<string, string> {
  return { ...dimensions, touchpoint, product, employee };
}
