import { useTexts } from '../texts/texts.js';

/** What a spreadsheet takes for the start of a formula, full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Figures may be negative: they are no formulas. */
const FIGURE = /^-?\d+(\.\d+)?$/;

type Cell = string | number | null | undefined;

/** RFC 4180, a header line first. Cells that a spreadsheet would run as formulas are made harmless by a leading '. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((cells) => `${cells.map(written).join(',')}\r\n`).join('');
}

function written(cell: Cell): string {
  const text = String(cell ?? '');
  const safe = FORMULA.test(text) && !FIGURE.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

interface CsvButtonProps {
  /** Of what is shown, for screen readers; and of the file. */
  title: string;
  file: string;
  /** Made when it is asked for. */
  content: () => string;
}

/** CSV of what the API gives as JSON alone. */
export function CsvButton({ title, file, content }: CsvButtonProps) {
  const texts = useTexts();
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content()], { type: 'text/csv' }));
    link.download = file;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" className="quiet" aria-label={texts.panel.csvOf(title)} onClick={save}>
      {texts.panel.csv}
    </button>
  );
}
