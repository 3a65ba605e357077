/**
 * What published studies and worked examples say, figure by figure as in the shared `data/study.json`: the project
 * carries them as it carries the data that they come out of, so that nobody needs the file to see that they do.
 */
export const STUDY = {
  socialComplaints: {
    customers: 10_000,
    countries: 5,
    unanswered: { complainedAgain: 0.29, stoppedBuying: 0.23 },
    answered: { satisfied: 0.45, positiveReview: 0.38, recommended: 0.34 },
    satisfactionByFirstResponse: { ratioAtLeast: 1.8, ratioAtMost: 2 },
  },
  channelShift: {
    before: { voice: 0.87, online: 0.11, social: 0.02 },
    after: { voice: 0.63, online: 0.16, social: 0.21 },
  },
  channelByGeneration: {
    chat: { youngerThan1981: 0.21, older: 0.14 },
    social: { youngerThan1981: 0.05, older: 0.02 },
    ivr: { youngerThan1981: 0.11, older: 0.08 },
  },
  csatWorkedExample: { answers: { '4': 30, '5': 50, other: 32 }, responses: 112, csatRoundedDown: 71 },
  npsBands: { good: 0, excellent: 50, worldClass: 75 },
  csatBands: { improve: 60, good: 80 },
  npsTechVendors: { yearBefore: 23, year: 32 },
};

/** Every figure by its place, such as `npsTechVendors.year`; texts are none. */
export function figuresIn(study: object): Record<string, number> {
  const figures = Object.entries(study).flatMap(([name, value]): [string, number][] => {
    if (typeof value === 'number') return [[name, value]];
    if (typeof value !== 'object') return [];
    return Object.entries(figuresIn(value)).map(([below, figure]) => [`${name}.${below}`, figure]);
  });
  return Object.fromEntries(figures);
}
