import type { Connection } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import type { Company } from './company.js';
import type { FactSettings } from './settings.js';

/** What belongs to no customer, from the facts. */
export async function loadCompany(
  _connection: Connection,
  _tables: Tables,
  _settings: Omit<FactSettings, 'find'>,
): Promise<Company> {
  return { spends: [], posts: [] };
}
