import { useEffect, useState } from 'react';
import { changeParams } from '../../address/address.js';
import { useTexts } from '../../texts/texts.js';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

interface MonthRangeProps {
  label: string;
  /** The parameter of the address that it sets. */
  name: string;
  /** `2025-01..2025-06`, both included. */
  value: string;
}

/** Two months, kept in the address once both are good. A text field, for not every browser has one for months. */
export function MonthRange({ label, name, value }: MonthRangeProps) {
  const texts = useTexts();
  const [months, setMonths] = useState(value.split('..'));
  useEffect(() => setMonths(value.split('..')), [value]);
  const enter = () => {
    const [first, last] = months;
    if (!MONTH.test(first) || !MONTH.test(last) || first > last) setMonths(value.split('..'));
    else if (months.join('..') !== value) changeParams({ [name]: months.join('..') });
  };
  return (
    <fieldset className="months">
      <legend>{label}</legend>
      {months.map((month, i) => (
        <input
          // biome-ignore lint/suspicious/noArrayIndexKey: the first and the last month are places
          key={i}
          aria-label={`${label}: ${i === 0 ? texts.channels.firstMonth : texts.channels.lastMonth}`}
          value={month}
          inputMode="numeric"
          placeholder="2025-01"
          maxLength={7}
          onChange={({ target }) => setMonths(months.map((one, at) => (at === i ? target.value : one)))}
          onBlur={enter}
          onKeyDown={({ key }) => key === 'Enter' && enter()}
        />
      ))}
    </fieldset>
  );
}
