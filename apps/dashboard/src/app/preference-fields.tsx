import { en } from '../texts/en.js';
import { ru } from '../texts/ru.js';
import { useTexts } from '../texts/texts.js';
import { type Preferences, prefer, usePreferences } from './preferences.js';

/** Language and colours. */
export function PreferenceFields() {
  const texts = useTexts();
  const { language, theme } = usePreferences();
  return (
    <div className="fields">
      <label>
        {texts.settings.language}
        <select
          value={language}
          onChange={({ target }) => prefer({ language: target.value as Preferences['language'] })}
        >
          <option value="en" lang="en">
            {en.language}
          </option>
          <option value="ru" lang="ru">
            {ru.language}
          </option>
        </select>
      </label>
      <label>
        {texts.settings.theme}
        <select
          value={theme}
          onChange={({ target }) => prefer({ theme: target.value as Preferences['theme'] })}
        >
          {(['system', 'light', 'dark'] as const).map((name) => (
            <option key={name} value={name}>
              {texts.settings.themes[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
