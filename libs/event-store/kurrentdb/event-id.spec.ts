import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import { eventId } from './event-id.js';

it('is a UUID v5: the published example, and the algorithm of RFC 9562 by hand', () => {
  // RFC 9562, appendix A.4: the name www.example.com in the namespace for DNS names.
  expect(v5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );

  // SHA-1 of the namespace's 16 bytes and the name, cut to 16 bytes, with version 5 and variant 10 set.
  const namespace = Buffer.from('b0f7a2d63c554f0e9a4b6d1f3f6a8c21', 'hex');
  const hash = createHash('sha1').update(namespace).update('4:shopö-1', 'utf8').digest().subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  expect(eventId('shop', 'ö-1').replaceAll('-', '')).toBe(hash.toString('hex'));
});

it('tells apart where the source ends and the id begins', () => {
  expect(eventId('a', 'bc')).not.toBe(eventId('ab', 'c'));
  expect(eventId('1', '1:x')).not.toBe(eventId('11', ':x'));
});
