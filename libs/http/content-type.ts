import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/**
 * The request's media type in lower case, of text that is sent as it is.
 * @throws Problem 415 for a charset other than UTF-8, or a Content-Encoding
 */
export function mediaType({ headers }: FastifyRequest): string | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new Problem(
      415,
      `Content-Encoding ${JSON.stringify(encoding)} is not supported: send the body as it is`,
      {
        headers: { 'Accept-Encoding': 'identity' },
      },
    );
  }
  const header = headers['content-type'];
  if (header === undefined) return undefined;
  if (!header.includes(';')) return header.trim().toLowerCase();
  const [type, ...parameters] = header.split(';').map((part) => part.trim());
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=', 2);
    if (name.trim().toLowerCase() !== 'charset') continue;
    const charset = value
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase();
    if (charset !== 'utf-8' && charset !== 'utf8') {
      throw new Problem(415, `charset ${JSON.stringify(charset)} is not supported: send UTF-8`);
    }
  }
  return type.toLowerCase();
}
