import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * HTTP/1.1 clients that cost next to nothing, so that what is measured is the server: each keeps a connection, sends a
 * request made beforehand, and waits for the whole answer before the next.
 */
export async function postRaw(
  { host, port }: { host: string; port: number },
  requests: readonly Buffer[],
  clients: number,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const socket = connect(port, host);
      socket.setNoDelay(true);
      await once(socket, 'connect');
      try {
        await new Promise<void>((resolve, reject) => {
          const send = () => {
            if (next < requests.length) socket.write(requests[next++]);
            else resolve();
          };
          answers(socket, (status) => {
            if (status === 200) send();
            else reject(new Error(`the server answered ${status}`));
          });
          socket.on('error', reject);
          send();
        });
      } finally {
        socket.destroy();
      }
    }),
  );
}

/** A request as its bytes. */
export function rawRequest(host: string, key: string, type: string, body: Buffer): Buffer {
  const head = [
    'POST /v1/events HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${key}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** As our server writes it. */
const CONTENT_LENGTH = '\r\ncontent-length: ';

/** Calls back with the status of each whole answer; answers carry a Content-Length. */
function answers(socket: Socket, answered: (status: number) => void): void {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const announced = text.indexOf(CONTENT_LENGTH);
    if (announced < 0) throw new Error('the answer has no Content-Length');
    const length = Number.parseInt(text.slice(announced + CONTENT_LENGTH.length, end), 10);
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    answered(status);
  });
}
