import { describe, expect, test } from 'vitest';
import { paintOf } from '../src/index.ts';
import { LiveLine, printable, terminalOf } from '../src/terminal/screen.ts';

/** A stream that writes down what it is sent. */
function stream(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { isTTY, columns, write, written };
}

describe('a terminal', () => {
  test('has colours unless it is dumb, none are wanted, or it is a file', () => {
    expect(terminalOf(stream(true), {}).hasColour).toBe(true);
    expect(terminalOf(stream(true), { NO_COLOR: '1' }).hasColour).toBe(false);
    expect(terminalOf(stream(true), { TERM: 'dumb' })).toMatchObject({ hasColour: false, isTerminal: false });
    expect(terminalOf(stream(false), {}).hasColour).toBe(false);
  });
  test('of no known width is 80 columns wide', () => {
    expect(terminalOf(stream(true, 0), {}).columns).toBe(80);
  });
  test('gets our colours, and no other escape sequence', () => {
    expect(printable(`${paintOf(true).bad('no')} \u001b[2J\u001b[31mx`)).toBe(
      '\u001b[31mno\u001b[39m \\x1b[2J\\x1b[31mx',
    );
    expect(printable(paintOf(true).bold('a\u001b[31mb'))).toBe('\u001b[1ma\\x1b[31mb\u001b[22m');
    expect(printable(paintOf(false).bold('a'))).toBe('a');
  });
});

describe('a live line', () => {
  test('is cut to the window as it is now, and erased over as many rows as it takes there', () => {
    const to = stream(true, 20);
    const terminal = terminalOf(to, {});
    const line = new LiveLine(to, terminal);
    line.draw('0123456789012345678901234567890');
    expect(to.written).toEqual(['\r\u001b[2K0123456789012345678']);
    to.columns = 10;
    line.draw('abc');
    expect(to.written[1]).toBe('\r\u001b[2K\u001b[1A\u001b[2Kabc');
    line.erase();
    line.erase();
    expect(to.written.slice(2)).toEqual(['\r\u001b[2K']);
  });
  test('is not drawn into a file', () => {
    const to = stream(false);
    const line = new LiveLine(to, terminalOf(to, {}));
    line.draw('abc');
    line.erase();
    expect(to.written).toEqual([]);
  });
});
