import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { type Answer, metricPath, type Params } from '../api/metrics.js';
import { useFormats } from '../format/formats.js';
import { useTexts } from '../texts/texts.js';
import { useDetails } from './details.js';
import { Failure, Loading } from './states.js';

interface PanelProps<T extends Answer> {
  title: string;
  metric: string;
  /** What the answer was asked with, for CSV. */
  params: Params;
  query: UseQueryResult<T>;
  /** Settings of this panel alone. */
  controls?: ReactNode;
  children: (answer: T) => ReactNode;
}

/** One answer: its title and definition, what is shown of it, CSV of the same, and up to where it is true. */
export function Panel<T extends Answer>({ title, metric, params, query, controls, children }: PanelProps<T>) {
  const texts = useTexts();
  const open = useDetails();
  const id = useId();
  const { data, error, isPlaceholderData, refetch } = query;
  return (
    <section className="panel" aria-labelledby={id} aria-busy={isPlaceholderData}>
      <header>
        <h2 id={id}>{title}</h2>
        <div className="panel-tools">
          <button
            type="button"
            className="quiet"
            aria-label={texts.panel.aboutOf(title)}
            onClick={() => open({ metric })}
          >
            {texts.panel.about}
          </button>
          <a
            className="quiet"
            download={`${metric}.csv`}
            href={metricPath(metric, params, { format: 'csv' })}
            aria-label={texts.panel.csvOf(title)}
          >
            {texts.panel.csv}
          </a>
        </div>
      </header>
      {controls}
      {error && !isPlaceholderData && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.rows.length === 0 ? (
        <p className="panel-empty">{texts.empty}</p>
      ) : (
        children(data)
      )}
      {error && data && <Failure error={error} onRetry={() => void refetch()} />}
      {data && <TrueFor answer={data} />}
    </section>
  );
}

/** Up to which event and instant an answer is true, and what it leaves out. */
export function TrueFor({ answer }: { answer: Answer }) {
  const texts = useTexts();
  const formats = useFormats();
  const { position, parameters, unconverted, failed } = answer;
  return (
    <footer className="true-for">
      {texts.panel.trueFor(position, formats.instant(parameters.asOf))}
      {unconverted.length > 0 && (
        <>
          {' · '}
          {texts.panel.unconverted(
            unconverted.map(({ currency, amount }) => `${amount} ${currency}`).join(', '),
          )}
        </>
      )}
      {failed > 0 && <strong> · {texts.panel.failed(failed)}</strong>}
    </footer>
  );
}
