import { isUtf8 } from 'node:buffer';
import { TOO_LONG, type UnreadableInput } from './event-input.js';

/** A line's text, or why it has none. */
export type Line = string | UnreadableInput;

const LINE_FEED = 10;
const NO_UTF8 = 'is not valid UTF-8';

/** Cuts bytes into lines as they come, holding at most one unfinished line, and of that no more than a line may have. */
export class LineSplitter {
  private started = false;
  private pieces: Buffer[] = [];
  private kept = 0;
  private length = 0;

  /** @param longest most bytes of a line; of a longer one the first part is kept */
  constructor(private readonly longest: number) {}

  /** The lines that end in this chunk; blank ones are passed over. */
  push(chunk: Buffer): Line[] {
    const first = chunk.indexOf(LINE_FEED);
    if (first < 0) {
      this.hold(chunk);
      return [];
    }
    const lines: Line[] = [];
    this.hold(chunk.subarray(0, first));
    this.finish(lines);
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last > first) this.whole(chunk.subarray(first + 1, last), lines);
    if (last + 1 < chunk.length) this.hold(chunk.subarray(last + 1));
    return lines;
  }

  /** The last line, when it did not end in a line feed. */
  end(): Line[] {
    const lines: Line[] = [];
    this.finish(lines);
    return lines;
  }

  private hold(bytes: Buffer): void {
    this.length += bytes.length;
    const room = this.longest - this.kept;
    if (room <= 0 || bytes.length === 0) return;
    // A copy, so that a short remainder does not keep the whole chunk alive.
    const piece = Buffer.from(bytes.subarray(0, room));
    this.pieces.push(piece);
    this.kept += piece.length;
  }

  private finish(lines: Line[]): void {
    const content = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces, this.kept);
    const contentLength = this.length;
    this.pieces = [];
    this.kept = 0;
    this.length = 0;
    if (contentLength > content.length) lines.push({ fault: TOO_LONG, content, contentLength });
    else this.add(content, lines);
  }

  /** Lines that begin and end within one chunk: decoded at one go where they can be. */
  private whole(bytes: Buffer, lines: Line[]): void {
    if (bytes.length <= this.longest && isUtf8(bytes)) {
      for (const line of bytes.toString('utf8').split('\n')) this.addText(line, lines);
      return;
    }
    let from = 0;
    while (from <= bytes.length) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const to = feed < 0 ? bytes.length : feed;
      this.hold(bytes.subarray(from, to));
      this.finish(lines);
      from = to + 1;
    }
  }

  private add(content: Buffer, lines: Line[]): void {
    if (isUtf8(content)) this.addText(content.toString('utf8'), lines);
    else lines.push({ fault: NO_UTF8, content, contentLength: content.length });
  }

  private addText(text: string, lines: Line[]): void {
    let line = text;
    // A byte order mark at the start of the stream is passed over.
    if (!this.started && line.charCodeAt(0) === 0xfeff) line = line.slice(1);
    this.started = true;
    if (line.length > 0 && (line.charCodeAt(0) > 32 || line.trim() !== '')) lines.push(line);
  }
}
