import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { call } from '../../api/call.js';
import { Scroll } from '../../figures/scroll.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';

interface Key {
  id: string;
  name: string;
  scopes: string[];
  createdAt: string;
  revokedAt: string | null;
}

const KEYS = ['keys'];
const SCOPES = ['events:write', 'metrics:read', 'customers:read', 'admin'];

/** Who may do what. A new key is shown once, and gone with the next look. */
export function KeysPanel() {
  const texts = useTexts();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: KEYS,
    queryFn: () => call<{ keys: Key[] }>('/v1/keys'),
  });
  const changed = () => queries.invalidateQueries({ queryKey: KEYS });
  const make = useMutation({
    mutationFn: (body: { name: string; scopes: string[] }) =>
      call<{ key: string }>('/v1/keys', { method: 'POST', body }),
    onSuccess: changed,
    gcTime: 0,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => call(`/v1/keys/${id}`, { method: 'DELETE' }),
    onSuccess: changed,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({ name: String(form.get('name')), scopes: form.getAll('scope').map(String) });
  };
  return (
    <section className="panel">
      <h2>{texts.system.keys}</h2>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {revoke.error && <Failure error={revoke.error} />}
      {data && (
        <Scroll label={texts.system.keys}>
          <table>
            <thead>
              <tr>
                {[texts.system.name, texts.system.scopes, texts.system.created, texts.system.actions].map(
                  (heading) => (
                    <th key={heading} scope="col">
                      {heading}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {data.keys.map(({ id, name, scopes, createdAt, revokedAt }) => (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td>{scopes.join(', ')}</td>
                  <td>{formats.instant(createdAt)}</td>
                  <td>
                    {revokedAt ? (
                      texts.system.revoked
                    ) : (
                      <button
                        type="button"
                        aria-label={texts.system.revokeOf(name)}
                        onClick={() => confirm(texts.system.sure(name)) && revoke.mutate(id)}
                      >
                        {texts.system.revoke}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <form onSubmit={submit}>
        <h3>{texts.system.newKey}</h3>
        <div className="fields">
          <label>
            {texts.system.keyName}
            <input name="name" required maxLength={200} autoComplete="off" />
          </label>
          <fieldset className="choices">
            <legend>{texts.system.scopes}</legend>
            {SCOPES.map((scope) => (
              <label key={scope}>
                <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'metrics:read'} />
                {scope}
              </label>
            ))}
          </fieldset>
          <button type="submit" disabled={make.isPending}>
            {texts.system.make}
          </button>
        </div>
      </form>
      <div aria-live="polite">
        {make.error && <Failure error={make.error} />}
        {make.data && (
          <p>
            {texts.system.shownOnce}
            <br />
            <code className="once">{make.data.key}</code>
          </p>
        )}
      </div>
    </section>
  );
}
