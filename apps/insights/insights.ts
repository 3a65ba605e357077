import { AccessModule, accessEntities } from '../../libs/access/index.js';
import type { Service } from '../../libs/foundation/index.js';
import { Readiness } from '../../libs/http/index.js';
import { CUSTOMERS_PROJECTION, InsightsModule } from '../../libs/insights/index.js';
import { standingNow } from '../../libs/projections/index.js';
import { adminKeyFile, provideAdminKey } from './admin-key.js';
import { addDashboard } from './dashboard.js';
import { addOpenApi } from './open-api.js';

/** What reads: metrics, customers, the log, projections; with them the keys, the sessions and the dashboard. */
export const insights: Service = {
  name: 'insights',
  entities: accessEntities,
  modules: () => [AccessModule, InsightsModule],
  prepare: async (app, { dataSource, configuration }) => {
    addOpenApi(app);
    await addDashboard(app);
    app.get(Readiness).add('projections', async () => {
      if (!(await standingNow(dataSource, CUSTOMERS_PROJECTION)))
        throw new Error('no projector has begun yet');
    });
    const made = await provideAdminKey(app, configuration);
    return made ? [`  admin key          in ${adminKeyFile(configuration.dataDir)} (mode 0600)`] : [];
  },
};
