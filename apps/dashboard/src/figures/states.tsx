import { ApiProblem, ServerLost } from '../api/call.js';
import { useTexts } from '../texts/texts.js';
import './states.css';

export function Loading() {
  const texts = useTexts();
  return (
    <p className="loading" role="status">
      {texts.loading}
    </p>
  );
}

/** What went wrong, as the server says it, and what can be done. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const texts = useTexts();
  // The banner says it for the whole page.
  if (error instanceof ServerLost) return <Loading />;
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{texts.error}</strong> {(error as Error).message}
      </p>
      {problem && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

/** Said instead of what the key's scopes do not allow. */
export function Forbidden({ scope }: { scope: string }) {
  return <p className="failure">{useTexts().forbidden(scope)}</p>;
}
