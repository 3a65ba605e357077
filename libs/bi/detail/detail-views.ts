import type { Tables } from '../../projections/index.js';
import { createView, type Definition, dropView } from '../view.js';
import { complaintCasesView, contactsView } from './cases.js';
import type { DetailSettings } from './conversion.js';
import { customersView } from './customers.js';
import { momentsView } from './moments.js';
import { purchasesView, refundsView } from './orders.js';
import { surveysView } from './surveys.js';

/** The views over the tables of one generation. */
export function detailViews(tables: Tables, settings: DetailSettings): Definition[] {
  return [
    purchasesView,
    refundsView,
    contactsView,
    complaintCasesView,
    surveysView,
    momentsView,
    customersView,
  ]
    .map((view) => view(tables, settings))
    .map((view) => ({ name: view.name, make: createView(view), undo: dropView(view.name) }));
}
