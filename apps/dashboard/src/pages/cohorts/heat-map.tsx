import { type KeyboardEvent, useRef, useState } from 'react';
import type { Answer, Params, Row } from '../../api/metrics.js';
import { useDetails } from '../../figures/details.js';
import { figureOf } from '../../figures/figure-of.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { deepest, type Triangle, type View } from './triangle.js';
import './heat-map.css';

interface HeatMapProps {
  triangle: Triangle;
  view: View;
  answer: Answer;
  params: Params;
}

/** How strong the deepest colour is: text on it keeps its contrast. */
const STRONGEST = 0.45;
const STEPS: Record<string, readonly [number, number]> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

/** The triangle as a table whose cells are coloured: figures stay text. One stop for Tab, arrows within. */
export function HeatMap({ triangle, view, answer, params }: HeatMapProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ cohort: 0, age: 0 });
  const { cohorts, ages } = triangle;
  const most = deepest(triangle, view);
  const text = (row: Row) =>
    view === 'rate' ? formats.rate(row.rate as number) : formats.money(row[view] as string);

  const move = (event: KeyboardEvent, cohort: number, age: number) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = { cohort: cohort + step[0], age: age + step[1] };
    if (!cohorts[next.cohort]?.byAge.has(next.age)) return;
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-at="${next.cohort} ${next.age}"]`)?.focus();
  };

  const label = texts.cohorts.heatLabel(texts.cohorts.views[view]);
  return (
    <div className="scroll heat-scroll">
      <table className="heat" ref={table}>
        <caption className="for-screen-readers">
          {label}. {texts.cohorts.hint} {texts.cohorts.marked}
        </caption>
        <thead>
          <tr>
            <td colSpan={2} />
            <th scope="colgroup" colSpan={ages.length} className="ages">
              {texts.cohorts.ages}
            </th>
          </tr>
          <tr>
            <th scope="col">{texts.columns.cohort}</th>
            <th scope="col" className="figure">
              {texts.columns.size}
            </th>
            {ages.map((age) => (
              <th key={age} scope="col" className="figure">
                {age}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort, i) => (
            <tr key={cohort.label}>
              <th scope="row">{formats.period(cohort.label)}</th>
              <td className="figure">{formats.count(cohort.size)}</td>
              {ages.map((age) => {
                const row = cohort.byAge.get(age);
                if (!row) return <td key={age} className="none" />;
                const share = Math.min(1, Math.max(0, figureOf(row, view) ?? 0) / most);
                const notOver = row.complete === false;
                return (
                  <td
                    key={age}
                    className={notOver ? 'cell not-over' : 'cell'}
                    style={{ backgroundColor: `rgb(var(--heat) / ${(STRONGEST * share).toFixed(3)})` }}
                  >
                    <button
                      type="button"
                      data-at={`${i} ${age}`}
                      tabIndex={at.cohort === i && at.age === age ? 0 : -1}
                      aria-label={
                        texts.cohorts.cell(formats.period(cohort.label), age, text(row)) +
                        (notOver ? `, ${texts.panel.notOver}` : '')
                      }
                      onFocus={() => setAt({ cohort: i, age })}
                      onKeyDown={(event) => move(event, i, age)}
                      onClick={() => open({ metric: 'retention', column: view, row, answer, params })}
                    >
                      {text(row)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
