import { Sparkline } from '../../charts/sparkline.js';
import { useDetails } from '../../figures/details.js';
import { cellText } from '../../format/cell-text.js';
import { type Formats, useFormats } from '../../format/formats.js';
import { type Texts, useTexts } from '../../texts/texts.js';
import type { Card, CardFigures } from './cards.js';
import { changeClass } from './change.js';

/** One figure, what it changed by, and its course. The figure opens its definition and the events behind it. */
export function FigureCard({ figures, before }: { figures: CardFigures; before: string | null }) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { key, metric, column, type, row, answer, params, values, change, wanted } = figures;
  const name = texts.overview.figures[key];
  return (
    <li className="card">
      <h2>{name}</h2>
      <button
        type="button"
        className="value"
        data-figure={key}
        onClick={() => open({ metric, column, answer, params, ...(row && { row }) })}
      >
        {cellText(row?.[column], { type }, formats, texts)}
      </button>
      <p className={changeClass(change, wanted)}>
        {change === null || before === null
          ? texts.overview.noChange
          : change === 0
            ? texts.overview.same(formats.period(before))
            : texts.overview.change(
                formats.signed(changeText(figures, change, formats, texts), change < 0),
                formats.period(before),
              )}
      </p>
      <Sparkline values={values} />
    </li>
  );
}

/** The size of a change, without its sign. */
export function changeText(
  { kind, points }: Pick<Card, 'kind' | 'points'>,
  change: number,
  formats: Formats,
  texts: Texts,
): string {
  return kind === 'share'
    ? formats.rate(Math.abs(change))
    : texts.overview.points(formats.number(Math.abs(change) * points, 1));
}
