/** A small line of the last values; the figures are in the tables of the pages, so it is left out for screen readers. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return null;
  const least = Math.min(...known);
  const span = Math.max(...known) - least || 1;
  let pen = 'M';
  const path = values
    .map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${((100 * i) / (values.length - 1)).toFixed(2)} ${(30 - (28 * (value - least)) / span).toFixed(2)}`;
      pen = 'L';
      return point;
    })
    .join('');
  return (
    <svg className="sparkline" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
