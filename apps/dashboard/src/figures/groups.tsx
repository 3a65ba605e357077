import { useMemo } from 'react';
import { changeParams, useAddress } from '../address/address.js';
import type { Answer, Row } from '../api/metrics.js';
import { useTexts, valueText } from '../texts/texts.js';

/** The groups of an answer that is split by one dimension, as they first appear; none of one that is not. */
export function groupsOf(answer: Answer, by: string | undefined): string[] {
  if (!by || !answer.parameters.by?.includes(by)) return [];
  return [...new Set(answer.rows.map((row) => String(row[by])))];
}

/** Rows by group; all under '' of an answer that is not split. */
export function rowsByGroup(answer: Answer, by: string | undefined): Map<string, Row[]> {
  const groups = groupsOf(answer, by);
  if (groups.length === 0 || !by) return new Map([['', answer.rows]]);
  return new Map(groups.map((group) => [group, answer.rows.filter((row) => row[by] === group)]));
}

/** The rows of the group that the address names, else of the first. */
export function useGroup(answer: Answer, by: string | undefined): { rows: Row[]; group: string } {
  const { params } = useAddress();
  // The same rows at each render, for what is drawn of them.
  const groups = useMemo(() => rowsByGroup(answer, by), [answer, by]);
  const group = groups.has(params.group) ? params.group : ([...groups.keys()][0] ?? '');
  return { rows: groups.get(group) ?? [], group };
}

/** Which group is shown, where only one can be. */
export function GroupPicker({ answer, by }: { answer: Answer; by: string | undefined }) {
  const texts = useTexts();
  const groups = groupsOf(answer, by);
  const { group } = useGroup(answer, by);
  if (groups.length === 0) return null;
  return (
    <div className="fields">
      <label>
        {texts.controls.group}
        <select value={group} onChange={({ target }) => changeParams({ group: target.value })}>
          {groups.map((name) => (
            <option key={name} value={name}>
              {valueText(texts, name)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
