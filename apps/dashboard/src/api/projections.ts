/** How a read model stands, as `GET /v1/projections` has it. */
export interface Projection {
  name: string;
  version: string;
  status: string;
  generation: number;
  position: string;
  head: string;
  lag: { events: number; seconds: number };
  failed: { position: string; error: string }[];
  rebuild?: { version: string; position: string };
}
