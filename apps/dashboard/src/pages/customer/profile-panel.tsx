import type { ReactNode } from 'react';
import { useFormats } from '../../format/formats.js';
import { useTexts, valueText } from '../../texts/texts.js';
import type { Profile } from './customer.js';
import './customer.css';

/** What is known of a customer now. */
export function ProfilePanel({ profile }: { profile: Profile }) {
  const texts = useTexts();
  const formats = useFormats();
  const { columns, customer: words } = texts;
  const instant = (time: string | null) => (time === null ? '–' : formats.instant(time));
  const figures: [string, ReactNode][] = [
    [columns.ltv, formats.money(profile.ltv)],
    [columns.net, formats.money(profile.net)],
    [columns.contribution, formats.money(profile.contribution)],
    [columns.costToServe, formats.money(profile.costToServe)],
    [columns.orders, formats.count(profile.orders)],
    [words.lifecycle, words.states[profile.lifecycle] ?? profile.lifecycle],
    [words.firstPurchase, instant(profile.firstPurchase)],
    [words.lastPurchase, instant(profile.lastPurchase)],
    [texts.dimensions.acquisitionChannel, valueText(texts, profile.acquisitionChannel)],
    [texts.dimensions.campaign, valueText(texts, profile.campaign)],
    [words.merged, profile.mergedIds.join(', ') || words.none],
    [words.scores, scoresText()],
    [words.cases, casesText()],
    [words.registered, registeredText()],
  ];
  return (
    <section className="panel">
      <h2>
        {words.profile}: {profile.id}
      </h2>
      <dl className="facts">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <footer className="true-for">
        {texts.panel.trueFor(profile.position, formats.instant(profile.asOf))}
      </footer>
    </section>
  );

  function scoresText(): string {
    const scores = Object.entries(profile.latestScores).map(
      ([kind, { score, min, max, time }]) =>
        `${kind.toUpperCase()} ${formats.number(score)} (${min}–${max}), ${formats.instant(time)}`,
    );
    return lines(scores);
  }

  function casesText(): string {
    const cases = profile.openCases.map(
      ({ id, channel, openedAt }) => `${id}, ${valueText(texts, channel)}, ${formats.instant(openedAt)}`,
    );
    return lines(cases);
  }

  function registeredText(): string {
    const { attributes, ...fields } = profile.registered;
    return lines(
      Object.entries({ ...fields, ...(attributes as object | undefined) }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
    );
  }

  function lines(texts: readonly string[]): string {
    return texts.join('\n') || words.none;
  }
}
