import type { OpenAPIObject } from '@nestjs/swagger';
import { complaintPaths, complaintSchemas } from './complaint-paths.js';
import { customerPaths, customerSchemas } from './customer-paths.js';
import { eventSchemas } from './event-schemas.js';
import { explainPaths, metricPaths, metricSchemas } from './metric-paths.js';
import type { Paths } from './operation.js';
import { operatorPaths, operatorSchemas } from './operator-paths.js';
import { processPaths } from './process-paths.js';
import { publishPaths, publishSchemas } from './publish-paths.js';
import { qualityPaths, qualitySchemas } from './quality-paths.js';
import { sessionPaths, sessionSchemas } from './session-paths.js';
import { problemResponses, sharedSchemas } from './shared-schemas.js';

const DESCRIPTION = `Services publish events; finance and customer-experience teams ask metrics.

**Keys.** Every path under \`/v1\` needs \`Authorization: Bearer <key>\`. A key has scopes, of which none implies another:
\`events:write\`, \`metrics:read\`, \`customers:read\`, \`admin\`. The dashboard's cookie does as well; writing by it needs the own
\`Origin\`.

**Errors** are problem documents (RFC 9457), \`application/problem+json\`, and name the field or parameter. Unknown
parameters and fields of commands are errors; unknown fields of events are kept.

**Positions** are decimal strings that increase. An answer's \`position\` says up to where the log is in it. To read what
you have just published, pass the \`position\` you were answered as \`minPosition\`.

**Host.** A server that listens on loopback answers to \`localhost\`, \`127.0.0.1\` and \`[::1]\` only; other names get 421.`;

/** The OpenAPI document of the whole system, made from the catalogue of events and the metrics there are. */
export function openApiDocument(): OpenAPIObject {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Lifeledger', version: '1', description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Events', description: 'Publish events, and read the log.' },
      { name: 'Metrics', description: 'Ask, and see what is behind an answer.' },
      { name: 'Customers', description: 'One customer at a time.' },
      { name: 'Complaints', description: 'Complaints as a case, for desks without a system of their own.' },
      { name: 'Operation', description: 'Read models and what was rejected.' },
      { name: 'Keys', description: 'Who may do what.' },
      { name: 'Sessions', description: 'Signing the dashboard in and out.' },
      { name: 'Process', description: 'Health and the like; needs no key.' },
    ],
    paths: together(
      publishPaths,
      metricPaths,
      explainPaths,
      customerPaths,
      complaintPaths,
      qualityPaths,
      operatorPaths,
      sessionPaths,
      processPaths,
    ),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key, `ll_<id>_<secret>`, or LIFELEDGER_ADMIN_KEY.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lifeledger_session',
          description: 'Of a browser that is signed in, with the scopes of its key.',
        },
      },
      responses: problemResponses,
      schemas: {
        ...eventSchemas,
        ...publishSchemas,
        ...metricSchemas,
        ...customerSchemas,
        ...complaintSchemas,
        ...qualitySchemas,
        ...operatorSchemas,
        ...sessionSchemas,
        ...sharedSchemas,
      },
    },
  };
  // Nest's type is of OpenAPI 3.0, where a schema has one type and no const.
  return document as unknown as OpenAPIObject;
}

/** Paths of several subjects as one: what speaks of the same path is put together. */
function together(...parts: readonly Paths[]): Paths {
  const all: Paths = {};
  for (const part of parts) {
    for (const [path, operations] of Object.entries(part)) all[path] = { ...all[path], ...operations };
  }
  return all;
}
