import { SCOPES } from '../../../libs/access/index.js';
import { type Json, jsonAnswer, operation, type Paths, schemaRef } from './operation.js';

const SESSION_FIELDS: Record<string, Json> = {
  keyId: { type: 'string', description: 'Of the key that signed in, or asks.' },
  name: { type: 'string', description: 'Of the key.' },
  scopes: { type: 'array', items: { type: 'string', enum: [...SCOPES] } },
  expiresAt: {
    anyOf: [schemaRef('Instant'), { type: 'null' }],
    description: 'When the session ends if it is not used until then; null for a key.',
  },
  reportingCurrency: { type: 'string', examples: ['USD'] },
  timeZone: { type: 'string', description: 'In which days and months are counted.', examples: ['UTC'] },
};

const SECRET: Json = { type: 'string', minLength: 1, maxLength: 512 };

export const sessionSchemas: Record<string, Json> = {
  Session: { type: 'object', required: Object.keys(SESSION_FIELDS), properties: SESSION_FIELDS },
  SignIn: {
    description: 'A key, or the token of a link.',
    oneOf: [
      { type: 'object', required: ['key'], properties: { key: SECRET }, additionalProperties: false },
      { type: 'object', required: ['token'], properties: { token: SECRET }, additionalProperties: false },
    ],
  },
};

const setCookie: Json = {
  'Set-Cookie': {
    description: '`lifeledger_session`: HttpOnly, SameSite=Strict; Secure where the page came by https.',
    schema: { type: 'string' },
  },
};

/** Signing browsers in and out. */
export const sessionPaths: Paths = {
  '/v1/session': {
    post: operation({
      id: 'signIn',
      tag: 'Sessions',
      summary: 'Sign a browser in, by a key or by the token of a link',
      description:
        'The session may do what the key may. It ends 12 hours after it was last used, 30 days after it began, by ' +
        'signing out, and with the key. After 10 wrong tries within a minute an address is answered 429. An `Origin` ' +
        'that is not of this server is refused.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: schemaRef('SignIn'),
            examples: {
              key: { value: { key: 'll_0123456789abcdef_the-secret-part-of-the-key' } },
              link: { value: { token: 'the-token-of-a-link' } },
            },
          },
        },
      },
      answers: { 201: { ...jsonAnswer('Signed in.', schemaRef('Session')), headers: setCookie } },
      problems: [400, 401, 403, 413, 415, 429, 503],
    }),
    get: operation({
      id: 'readSession',
      tag: 'Sessions',
      summary: 'Who is signed in, or whose key it is',
      scopes: [],
      answers: { 200: jsonAnswer('Who asks.', schemaRef('Session')) },
      problems: [503],
    }),
    delete: operation({
      id: 'signOut',
      tag: 'Sessions',
      summary: 'Sign the browser out',
      scopes: [],
      answers: { 204: { description: 'The session has ended.', headers: setCookie } },
      problems: [503],
    }),
  },
  '/signed-in': {
    get: operation({
      id: 'readSignedIn',
      tag: 'Sessions',
      summary: 'Whether the browser that asks is signed in',
      description:
        'For a page, which cannot read its cookie: unlike `/v1/session` it is answered without one, too.',
      answers: {
        200: jsonAnswer('By the cookie.', {
          type: 'object',
          required: ['signedIn'],
          properties: { signedIn: { type: 'boolean' } },
        }),
      },
      problems: [503],
    }),
  },
  '/v1/session/link': {
    post: {
      ...operation({
        id: 'makeSignInLink',
        tag: 'Sessions',
        summary: 'Make the token of a link that signs in once',
        description: 'With the key that asks, within an hour: `/#token=<token>`. A session is answered 403.',
        scopes: [],
        answers: {
          201: jsonAnswer('The token, shown this once.', {
            type: 'object',
            required: ['token', 'expiresAt'],
            properties: { token: { type: 'string' }, expiresAt: schemaRef('Instant') },
          }),
        },
        problems: [503],
      }),
      security: [{ key: [] }],
    },
  },
};
