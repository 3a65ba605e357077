import { changeParams, useAddress } from '../../address/address.js';
import { useSession } from '../../api/session.js';
import { Forbidden } from '../../figures/states.js';
import { useTexts } from '../../texts/texts.js';
import { CustomerList } from './customer-list.js';
import { CustomerPanels } from './customer-panels.js';

/** Customers: a search, a list, and one of them. */
export function Customers() {
  const texts = useTexts();
  const { params } = useAddress();
  const session = useSession().data;
  if (!session?.scopes.includes('customers:read')) return <Forbidden scope="customers:read" />;
  return (
    <>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const id = String(new FormData(event.currentTarget).get('id')).trim();
          changeParams({ id });
        }}
      >
        <label>
          {texts.customer.search}
          <input name="id" key={params.id} defaultValue={params.id} spellCheck={false} autoComplete="off" />
        </label>
        <button type="submit" className="primary">
          {texts.customer.open}
        </button>
        {params.id && (
          <button type="button" onClick={() => changeParams({ id: undefined })}>
            {texts.customer.back}
          </button>
        )}
      </form>
      {params.id ? <CustomerPanels id={params.id} /> : <CustomerList />}
    </>
  );
}
