import type { ReactNode } from 'react';
import { changeParams, useAddress } from '../address/address.js';
import { useTexts } from '../texts/texts.js';
import './controls.css';

const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;

interface ControlsProps {
  /** Whether periods can be chosen. */
  grain?: boolean;
  /** By what the page can be split; none for pages that cannot. */
  dimensions?: readonly string[];
  children?: ReactNode;
}

/** Range, grain and split, as the address bar has them. */
export function Controls({ grain = false, dimensions = [], children }: ControlsProps) {
  const texts = useTexts();
  const { params } = useAddress();
  return (
    <form
      className="controls fields"
      aria-label={texts.controls.title}
      onSubmit={(event) => event.preventDefault()}
    >
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {texts.controls[name]}
          <input
            type="date"
            value={params[name] ?? ''}
            min={name === 'to' ? params.from : undefined}
            onChange={({ target }) => changeParams({ [name]: target.value })}
          />
        </label>
      ))}
      {grain && (
        <Choice
          label={texts.controls.grain}
          name="grain"
          standard="month"
          options={GRAINS.map((value) => [value, texts.controls.grains[value]])}
        />
      )}
      {dimensions.length > 0 && (
        <label>
          {texts.controls.by}
          <select
            value={dimensions.includes(params.by) ? params.by : ''}
            onChange={({ target }) => changeParams({ by: target.value, group: undefined })}
          >
            <option value="">{texts.controls.noSplit}</option>
            {dimensions.map((name) => (
              <option key={name} value={name}>
                {texts.dimensions[name] ?? name}
              </option>
            ))}
          </select>
        </label>
      )}
      {children}
      {(params.from || params.to) && (
        <button type="button" onClick={() => changeParams({ from: undefined, to: undefined })}>
          {texts.controls.reset}
        </button>
      )}
    </form>
  );
}

interface ChoiceProps {
  label: string;
  /** The parameter of the address that it sets. */
  name: string;
  /** What it is when the address says nothing; choosing it takes it out of the address. */
  standard: string;
  options: readonly (readonly [value: string, text: string])[];
}

/** One of several, kept in the address. */
export function Choice({ label, name, standard, options }: ChoiceProps) {
  const { params } = useAddress();
  return (
    <label>
      {label}
      <select
        value={params[name] ?? standard}
        onChange={({ target }) =>
          changeParams({ [name]: target.value === standard ? undefined : target.value })
        }
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
