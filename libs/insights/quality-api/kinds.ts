import type { ContradictionKind } from '../../facts/index.js';

/** Kinds that the read models know nothing of: what intake met, and what the projection could not digest. */
export type QualityKind = 'identity-with-other-content' | 'event-set-aside' | ContradictionKind;

/** What each kind says of the events it lists, in the order of the answer. */
export const QUALITY_KINDS: Readonly<Record<QualityKind, string>> = {
  'identity-with-other-content':
    'Its source and id were sent again with other content. The log keeps this one, which came first.',
  'event-set-aside': 'The projection could not digest it, and its figures are without it.',
  'repeated-purchase':
    'A purchase with the orderId and lineId of an earlier one from the same source. The earlier one counts.',
  'repeated-refund':
    'A refund with the refundId of an earlier one from the same source. The earlier one counts.',
  'repeated-contact':
    'A contact received with the contactId of an earlier one from the same source. The earlier one counts.',
  'repeated-complaint':
    'A complaint opened with the complaintId of an earlier one from the same source. The earlier one counts.',
  'repeated-survey-invitation':
    'A survey sent with the responseId of an earlier one from the same source. The earlier one counts.',
  'repeated-survey-answer':
    'A survey answered with the responseId of an earlier answer from the same source. The earlier one counts.',
  'repeated-mention':
    'A mention with the mentionId of an earlier one from the same source. The earlier one counts.',
  'repeated-spend':
    'A spend with the spendId of an earlier one from the same source. The earlier one counts.',
  'refund-without-purchase':
    'A refund of an order, or of a line of one, of which there is no purchase (yet).',
  'refund-in-other-currency': 'A refund in another currency than what it refunds. It is not summed.',
  'refund-above-purchase':
    'A refund of more than was left of its purchase, in money or in recovered cost. What exceeds it is not summed.',
  'refund-before-purchase': 'A refund dated before its purchase. It counts at the time of the purchase.',
  'step-without-contact':
    'A contact answered, transferred or resolved that was never received (or is not yet).',
  'step-without-complaint':
    'A complaint answered, resolved or reopened that was never opened (or is not yet).',
  'step-before-opening':
    'An answer, transfer, resolution or reopening dated before its contact or complaint. It counts at the opening: such ' +
    'an answer took no time.',
  'resolution-without-answer':
    'A contact or complaint resolved and never answered. The resolution counts as the answer.',
  'repeated-resolution':
    'A contact or complaint resolved once more while it was resolved. The earlier resolution counts.',
  'reopening-without-resolution':
    'A complaint reopened while it was not resolved. It is not counted as reopened.',
  'survey-about-nothing': 'A survey about a contact, complaint or order that there is not (yet).',
  'subscription-already-running': 'A subscription started while it was running. It goes on as it was.',
  'subscription-not-running':
    'A subscription changed or cancelled while it was not running, or that was never started.',
  'repeated-merge': 'A merge of a customer who was merged again later. The latest merge counts.',
  'merge-circle': 'A merge that would have closed a circle, of which it was the latest. It is dropped.',
  'amount-without-rate':
    'Money of a customer in a currency that had no rate by its day: a purchase or refund, the cost of a contact, the ' +
    'compensation of a complaint, or a subscription. It is left out of the sums.',
  'spend-without-rate':
    'A spend in a currency that had no rate by its first day. It is left out of the sums.',
};
