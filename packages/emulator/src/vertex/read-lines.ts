import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The service cuts lines of more than 256 KiB into several entries. */
const ENTRY_CHARACTERS = 256 * 1024;
/** Of a line that never ends so many entries are kept; the rest is counted. */
const MOST_ENTRIES = 16;

/** Reads a stream to its end by lines. A line of any length is cut as it comes: never more than one entry is held. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let held = '';
  let entries = 0;
  let dropped = 0;
  const emit = (text: string) => {
    if (entries < MOST_ENTRIES) onLine(text);
    else dropped += text.length;
    entries += 1;
  };
  const endLine = () => {
    const line = held.endsWith('\r') ? held.slice(0, -1) : held;
    if (entries === 0 || line !== '') emit(line);
    if (dropped > 0) onLine(`… ${dropped} characters more of this line are cut off`);
    held = '';
    entries = 0;
    dropped = 0;
  };
  const take = (text: string) => {
    held += text;
    for (; held.length > ENTRY_CHARACTERS; held = held.slice(ENTRY_CHARACTERS)) emit(held.slice(0, ENTRY_CHARACTERS));
  };
  const push = (text: string) => {
    const [first = '', ...others] = text.split('\n');
    take(first);
    for (const part of others) {
      endLine();
      take(part);
    }
  };
  try {
    for await (const chunk of stream) push(decoder.write(chunk));
  } finally {
    push(decoder.end());
    if (held !== '' || entries > 0) endLine();
  }
}
