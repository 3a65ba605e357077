import { looksLikeCdnow } from './read-cdnow.js';

export const FORMATS = ['cloudevents', 'cdnow', 'csv'] as const;

export type Format = (typeof FORMATS)[number];

/**
 * The format of a file, where its first bytes or its name leave no doubt.
 * @param start its first bytes, unpacked
 * @returns undefined where they do
 */
export function guessFormat(name: string, start: Buffer): Format | undefined {
  if (/\.csv(?:\.gz)?$/i.test(name)) return 'csv';
  const [line] = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/\r?\n/, 1);
  if (/^[{[]/.test(line)) return 'cloudevents';
  return looksLikeCdnow(line) ? 'cdnow' : undefined;
}
