import { usePreferences } from '../app/preferences.js';
import { en, type Texts } from './en.js';
import { ru } from './ru.js';

const LANGUAGES = { en, ru };

export function useTexts(): Texts {
  return LANGUAGES[usePreferences().language];
}

/** A column's name for people: the metric's own, else the common one, else as the API has it. */
export function columnText(texts: Texts, metric: string, column: string): string {
  return texts.columns[`${metric}.${column}`] ?? texts.columns[column] ?? texts.dimensions[column] ?? column;
}

/** A value of a dimension: what it is called, or as it is. */
export function valueText(texts: Texts, value: unknown): string {
  return Object.hasOwn(texts.values, String(value)) ? texts.values[String(value)] : String(value);
}
export type { Texts };
