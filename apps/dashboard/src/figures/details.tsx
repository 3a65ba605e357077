import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { explainParams } from '../api/explain.js';
import { type Answer, type Definition, type Params, type Row, useDefinition } from '../api/metrics.js';
import { cellText } from '../format/cell-text.js';
import { useFormats } from '../format/formats.js';
import { columnText, useTexts } from '../texts/texts.js';
import { EventsBehind } from './events-behind.js';
import './details.css';

/** What is to be looked into: a metric as a whole, or one row of an answer. */
export interface Subject {
  metric: string;
  /** The figure that was chosen, to be named first. */
  column?: string;
  row?: Row;
  /** Whose row it is: of the metric, or of another one that the figure is worked out from. */
  answer?: Answer;
  /** What the answer was asked with. */
  params?: Params;
}

const Details = createContext<(subject: Subject) => void>(() => undefined);

/** Opens the definition of a figure, and the events behind it. */
export function useDetails(): (subject: Subject) => void {
  return useContext(Details);
}

export function DetailsProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<Subject | null>(null);
  const close = useCallback(() => setSubject(null), []);
  return (
    <Details value={setSubject}>
      {children}
      {subject && <DetailsDialog subject={subject} onClose={close} />}
    </Details>
  );
}

function DetailsDialog({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const texts = useTexts();
  const formats = useFormats();
  const definition = useDefinition(subject.metric);
  const ofRow = useDefinition(subject.answer?.metric ?? subject.metric);
  useEffect(() => {
    // A modal dialog keeps the focus, and gives it back to what opened it.
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => (before as HTMLElement | null)?.focus?.();
  }, []);
  if (!definition || !ofRow) return null;
  const { metric, column, row, answer, params } = subject;
  const ofColumn = definition.columns.find(({ name }) => name === column);
  const title = (of: Definition) => texts.metrics[of.name] ?? of.title;
  const name = column ? columnText(texts, metric, column) : title(definition);
  return (
    <dialog ref={dialog} className="details" aria-labelledby="details-title" onClose={onClose}>
      <header>
        <h2 id="details-title">{name}</h2>
        <button type="button" onClick={onClose}>
          {texts.details.close}
        </button>
      </header>
      {row && ofColumn && ofColumn.name in row && (
        <p className="details-value">{cellText(row[ofColumn.name], ofColumn, formats, texts)}</p>
      )}
      <section>
        <h3>{texts.details.definition}</h3>
        <div lang="en">
          {ofColumn && <p>{ofColumn.description}.</p>}
          <p>
            {column && <strong>{definition.title}: </strong>}
            {definition.description}
          </p>
          {definition.definition && <p>{definition.definition}</p>}
        </div>
        <dl>
          <dt>{texts.details.unit}</dt>
          <dd lang="en">{definition.unit}</dd>
          <dt>{texts.details.source}</dt>
          <dd lang="en">{definition.source}</dd>
          <dt>{texts.details.version}</dt>
          <dd>{definition.version}</dd>
        </dl>
        {!column && (
          <details>
            <summary>{texts.details.columns}</summary>
            <dl lang="en">
              {definition.columns.map(({ name: of, description }) => (
                <div key={of}>
                  <dt>{columnText(texts, metric, of)}</dt>
                  <dd>{description}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </section>
      {row && answer && params && (
        <section>
          <h3>{texts.details.events}</h3>
          {ofRow.name !== metric && <p>{texts.details.workedOutFrom(title(ofRow))}</p>}
          <EventsBehind params={explainParams(answer, params, row)} definition={ofRow} />
        </section>
      )}
    </dialog>
  );
}
