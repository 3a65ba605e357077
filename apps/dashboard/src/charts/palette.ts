/** Colours as the stylesheet has them for the theme that is on. */
export interface Palette {
  ink: string;
  quiet: string;
  line: string;
  surface: string;
  series: string[];
  good: string;
  bad: string;
}

/** How many colours of series there are. */
const SERIES = 8;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    quiet: colour('ink-quiet'),
    line: colour('line'),
    surface: colour('surface'),
    series: Array.from({ length: SERIES }, (_, i) => colour(`series-${i + 1}`)),
    good: colour('good'),
    bad: colour('bad'),
  };
}
