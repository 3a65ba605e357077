const RULES = new Intl.PluralRules('ru');

/** «1 событие, 2 события, 5 событий» by the number that a written figure stands for. */
export function pluralRu(figure: string, one: string, few: string, many: string): string {
  const digits = figure.replace(/\D/g, '');
  const form = RULES.select(Number(digits));
  return `${figure} ${form === 'one' ? one : form === 'few' ? few : many}`;
}
