import { useState } from 'react';
import { changeParams, useAddress } from '../../address/address.js';
import { type Params, useMetric } from '../../api/metrics.js';
import { useTexts, valueText } from '../../texts/texts.js';

/** `filter[segment]`, as the API has it and the address too. */
const FILTER = /^filter\[(\w+)\]$/;
const nameOf = (dimension: string) => `filter[${dimension}]`;

/** The filters that the address names. */
export function filtersOf(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => FILTER.test(name)));
}

interface FiltersProps {
  /** What can be filtered by. */
  dimensions: readonly string[];
  /** The question whose moments are narrowed, without `by` and filters: it says which values there are. */
  question: Params;
}

/** Narrows the moments to those with some values, kept in the address. */
export function Filters({ dimensions, question }: FiltersProps) {
  const texts = useTexts();
  const { params } = useAddress();
  const [chosen, setChosen] = useState<string>();
  const kept = Object.keys(filtersOf(params)).flatMap((name) => FILTER.exec(name)?.[1] ?? []);
  // One that has no value yet is in no question, and so not in the address.
  const shown = chosen && !kept.includes(chosen) ? [...kept, chosen] : kept;
  return (
    <>
      {shown.map((dimension) => (
        <FilterValue key={dimension} dimension={dimension} question={question} />
      ))}
      <label>
        {texts.impact.filter}
        <select value="" onChange={({ target }) => setChosen(target.value)}>
          <option value="">{texts.impact.addFilter}</option>
          {dimensions
            .filter((name) => !shown.includes(name))
            .map((name) => (
              <option key={name} value={name}>
                {texts.dimensions[name] ?? name}
              </option>
            ))}
        </select>
      </label>
    </>
  );
}

function FilterValue({ dimension, question }: { dimension: string; question: Params }) {
  const texts = useTexts();
  const { params } = useAddress();
  const { data } = useMetric('impact', { ...question, by: dimension });
  const value = params[nameOf(dimension)] ?? '';
  const values = data?.rows.map(({ group }) => String(group)) ?? [];
  return (
    <label>
      {texts.impact.only(texts.dimensions[dimension] ?? dimension)}
      <select value={value} onChange={({ target }) => changeParams({ [nameOf(dimension)]: target.value })}>
        <option value="">{texts.impact.anyValue}</option>
        {/* Also a value that no moment has: an address may name one. */}
        {[...new Set([...values, ...(value ? [value] : [])])].map((name) => (
          <option key={name} value={name}>
            {valueText(texts, name)}
          </option>
        ))}
      </select>
    </label>
  );
}
