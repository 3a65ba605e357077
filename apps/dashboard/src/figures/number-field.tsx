import { useEffect, useState } from 'react';
import { changeParams, useAddress } from '../address/address.js';

interface NumberFieldProps {
  label: string;
  /** The parameter of the address that it sets. */
  name: string;
  standard: number;
  min: number;
  max: number;
}

/** A whole number, kept in the address once it is entered: by Enter, or by leaving the field. */
export function NumberField({ label, name, standard, min, max }: NumberFieldProps) {
  const { params } = useAddress();
  const kept = params[name] ?? String(standard);
  const [text, setText] = useState(kept);
  useEffect(() => setText(kept), [kept]);
  const enter = () => {
    const value = Number(text);
    const good = text !== '' && Number.isInteger(value) && value >= min && value <= max;
    if (!good) setText(kept);
    else if (text !== kept) changeParams({ [name]: value === standard ? undefined : String(value) });
  };
  return (
    <label>
      {label}
      <input
        type="number"
        value={text}
        min={min}
        max={max}
        onChange={({ target }) => setText(target.value)}
        onBlur={enter}
        onKeyDown={({ key }) => key === 'Enter' && enter()}
      />
    </label>
  );
}
