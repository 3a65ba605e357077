import { useState } from 'react';
import { type Answer, type Params, type Row, useDefinition } from '../api/metrics.js';
import { cellText } from '../format/cell-text.js';
import { useFormats } from '../format/formats.js';
import { columnText, useTexts } from '../texts/texts.js';
import { useDetails } from './details.js';
import { Scroll } from './scroll.js';

interface DataTableProps {
  /** Said to screen readers. */
  caption: string;
  answer: Answer;
  /** What the answer was asked with. */
  params: Params;
  /** Columns in their order, default all; those of `by` are put after the first. */
  columns?: readonly string[];
  /** Default all of the answer. */
  rows?: readonly Row[];
  /** Leaves the columns of `by` out, where a column says the same. */
  withoutBy?: boolean;
}

/** At first; the rest when asked for. */
const SHOWN = 200;

/** The figures of an answer. A row's first cell opens the events behind it. */
export function DataTable({
  caption,
  answer,
  params,
  columns,
  rows = answer.rows,
  withoutBy = false,
}: DataTableProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const definition = useDefinition(answer.metric);
  const [shown, setShown] = useState(SHOWN);
  if (!definition) return null;
  const [first, ...rest] = columns ?? definition.columns.map(({ name }) => name);
  const by = (withoutBy ? [] : (answer.parameters.by ?? [])).filter(
    (name) => name !== first && !rest.includes(name),
  );
  const described = [first, ...by, ...rest].map(
    (name) => definition.columns.find((column) => column.name === name) ?? { name, type: 'text' as const },
  );
  const isText = (type: string) => ['text', 'period', 'time', 'boolean'].includes(type);
  return (
    <>
      <Scroll label={caption}>
        <table>
          <caption className="for-screen-readers">{caption}</caption>
          <thead>
            <tr>
              {described.map(({ name, type }) => (
                <th key={name} scope="col" className={isText(type) ? undefined : 'figure'}>
                  {columnText(texts, answer.metric, name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
              <tr key={i} className={row.complete === false ? 'not-over' : undefined}>
                {described.map((column, at) => {
                  const text = cellText(row[column.name], column, formats, texts);
                  return at === 0 ? (
                    <th key={column.name} scope="row">
                      <button
                        type="button"
                        className="row-name"
                        onClick={() => open({ metric: answer.metric, row, answer, params })}
                      >
                        {text}
                      </button>
                    </th>
                  ) : (
                    <td key={column.name} className={isText(column.type) ? undefined : 'figure'}>
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > shown && (
        <button type="button" onClick={() => setShown(rows.length)}>
          {texts.impact.first(formats.count(shown), formats.count(rows.length))}
        </button>
      )}
    </>
  );
}

/** The table behind a chart. @param summary what opens it, where it is more than the same as a table */
export function TableBehind({ summary, ...props }: DataTableProps & { summary?: string }) {
  const texts = useTexts();
  const [wanted, setWanted] = useState(false);
  return (
    <details className="table-behind" onToggle={(event) => setWanted(event.currentTarget.open)}>
      <summary>{summary ?? texts.panel.table}</summary>
      {wanted && <DataTable {...props} />}
    </details>
  );
}
