import { type FormEvent, useEffect, useState } from 'react';
import { ApiProblem, ServerLost } from '../api/call.js';
import { enter } from '../api/query-client.js';
import { signIn } from '../api/session.js';
import { type Texts, useTexts } from '../texts/texts.js';
import { PreferenceFields } from './preference-fields.js';

/** Signing in with a key, or at once with the token of the link. The key is sent and forgotten. */
export function SignIn({ token, onTokenUsed }: { token: string | null; onTokenUsed: () => void }) {
  const texts = useTexts();
  const [problem, setProblem] = useState<{ error: unknown; byToken: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  const prove = async (proof: { key: string } | { token: string }) => {
    setBusy(true);
    try {
      enter(await signIn(proof));
    } catch (error) {
      setProblem({ error, byToken: 'token' in proof });
      setBusy(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a token is used once, whatever is drawn again
  useEffect(() => {
    if (token === null) return;
    onTokenUsed();
    void prove({ token });
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const key = String(new FormData(form).get('key')).trim();
    form.reset();
    if (key) void prove({ key });
  };

  return (
    <main className="sign-in">
      <h1>{texts.signIn.title}</h1>
      <p>{texts.signIn.explain}</p>
      {problem && (
        <p role="alert" className="failure">
          {problemText(problem, texts)}
        </p>
      )}
      <form onSubmit={submit}>
        <label>
          {texts.signIn.key}
          <input name="key" type="password" autoComplete="off" spellCheck={false} required />
        </label>
        <button type="submit" className="primary" disabled={busy}>
          {texts.signIn.submit}
        </button>
      </form>
      <PreferenceFields />
    </main>
  );
}

function problemText({ error, byToken }: { error: unknown; byToken: boolean }, texts: Texts): string {
  if (error instanceof ServerLost) return texts.lost;
  if (!(error instanceof ApiProblem)) return String(error);
  if (error.status === 429) return texts.signIn.tooMany(error.retryAfter ?? 60);
  if (error.status === 401) return byToken ? texts.signIn.usedLink : texts.signIn.wrong;
  return error.message;
}
