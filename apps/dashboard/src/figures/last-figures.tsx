import { type Answer, type Params, type Row, useDefinition } from '../api/metrics.js';
import { cellText } from '../format/cell-text.js';
import { useFormats } from '../format/formats.js';
import { columnText, useTexts } from '../texts/texts.js';
import { useDetails } from './details.js';

interface LastFiguresProps {
  answer: Answer;
  params: Params;
  /** Default all of the answer. */
  rows?: readonly Row[];
  columns: readonly string[];
}

/** Some figures of the last period that is over. Each opens its definition and the events behind it. */
export function LastFigures({ answer, params, rows = answer.rows, columns }: LastFiguresProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const definition = useDefinition(answer.metric);
  const row = rows.filter(({ complete }) => complete !== false).at(-1) ?? rows.at(-1);
  if (!row || !definition) return null;
  return (
    <div className="last-figures">
      <p>{formats.period(String(row.period))}</p>
      <dl>
        {columns.map((name) => {
          const column = definition.columns.find((one) => one.name === name);
          return (
            column && (
              <div key={name}>
                <dt>{columnText(texts, answer.metric, name)}</dt>
                <dd>
                  <button
                    type="button"
                    className="quiet"
                    data-figure={`${answer.metric}.${name}`}
                    onClick={() => open({ metric: answer.metric, column: name, row, answer, params })}
                  >
                    {cellText(row[name], column, formats, texts)}
                  </button>
                </dd>
              </div>
            )
          );
        })}
      </dl>
    </div>
  );
}
