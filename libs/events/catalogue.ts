import { AcquisitionSpend } from './catalogue/acquisition-spend.js';
import { ComplaintAnswered } from './catalogue/complaint-answered.js';
import { ComplaintOpened } from './catalogue/complaint-opened.js';
import { ComplaintReopened } from './catalogue/complaint-reopened.js';
import { ComplaintResolved } from './catalogue/complaint-resolved.js';
import { ContactAnswered } from './catalogue/contact-answered.js';
import { ContactReceived } from './catalogue/contact-received.js';
import { ContactResolved } from './catalogue/contact-resolved.js';
import { ContactTransferred } from './catalogue/contact-transferred.js';
import { ContentEngagement } from './catalogue/content-engagement.js';
import { CustomerAcquired } from './catalogue/customer-acquired.js';
import { CustomerErased } from './catalogue/customer-erased.js';
import { CustomerMerged } from './catalogue/customer-merged.js';
import { CustomerRegistered } from './catalogue/customer-registered.js';
import { EventVoided } from './catalogue/event-voided.js';
import { FxRate } from './catalogue/fx-rate.js';
import { LeadCaptured } from './catalogue/lead-captured.js';
import { MentionPublished } from './catalogue/mention-published.js';
import { PurchaseCompleted } from './catalogue/purchase-completed.js';
import { PurchaseRefunded } from './catalogue/purchase-refunded.js';
import { SubscriptionCancelled } from './catalogue/subscription-cancelled.js';
import { SubscriptionChanged } from './catalogue/subscription-changed.js';
import { SubscriptionStarted } from './catalogue/subscription-started.js';
import { SurveyAnswered } from './catalogue/survey-answered.js';
import { SurveySent } from './catalogue/survey-sent.js';
import { type CatalogueEntry, catalogueEntry } from './catalogue-entry.js';

/** Every type that may be published, in the order of the documentation. */
export const catalogue: readonly CatalogueEntry[] = [
  CustomerRegistered,
  CustomerAcquired,
  CustomerMerged,
  CustomerErased,
  LeadCaptured,
  AcquisitionSpend,
  PurchaseCompleted,
  PurchaseRefunded,
  SubscriptionStarted,
  SubscriptionChanged,
  SubscriptionCancelled,
  ContactReceived,
  ContactAnswered,
  ContactTransferred,
  ContactResolved,
  ComplaintOpened,
  ComplaintAnswered,
  ComplaintResolved,
  ComplaintReopened,
  SurveySent,
  SurveyAnswered,
  MentionPublished,
  ContentEngagement,
  FxRate,
  EventVoided,
].map(catalogueEntry);

const byType = new Map(catalogue.map((entry) => [entry.type, entry]));

/** The entry of a full type name such as `lifeledger.purchase.completed.v1`; undefined for an unknown one. */
export function findEventType(type: string): CatalogueEntry | undefined {
  return byType.get(type);
}

/** Why a type is not accepted, naming what was probably meant, else everything that may be published. */
export function unknownTypeMessage(type: string): string {
  const name = type.replace(/^lifeledger\./i, '').replace(/\.v\d+$/i, '');
  const noun = name.split(/[.\-_]/)[0].toLowerCase();
  const meant = catalogue.filter((entry) => entry.name === name.toLowerCase());
  const related = catalogue.filter((entry) => entry.name.split('.')[0] === noun);
  const near = [meant, related, catalogue].find((entries) => entries.length > 0)!;
  const shown = type.length > 100 ? `${type.slice(0, 100)}…` : type;
  return `must be a type of the catalogue: ${JSON.stringify(shown)} is none, ${near.map((entry) => entry.type).join(', ')} ${near.length === 1 ? 'is' : 'are'}`;
}
