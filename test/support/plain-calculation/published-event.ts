/** An event as a service publishes it, the fields of CloudEvents that metrics look at. */
export interface PublishedEvent {
  source: string;
  id: string;
  /** Full name, `lifeledger.purchase.completed.v1`. */
  type: string;
  subject?: string;
  /** RFC 3339. */
  time: string;
  data: Record<string, unknown>;
}
