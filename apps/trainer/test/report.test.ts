import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, type Page, withPage } from './support/browser.ts';
import { runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { tripCsv } from './support/trips.ts';

if (CHROMIUM === undefined)
  console.warn('NOT RUN: report.html in a browser; no chromium or google-chrome is on the PATH');

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The address of a report, after `change` has been at it. */
async function reportUrl(change = (html: string) => html): Promise<string> {
  const cwd = await temporaryFolder();
  writeFileSync(join(cwd, 'trips.csv'), tripCsv(3000));
  const args = ['--data', 'trips.csv', '--no-upload', '--output', 'model', '--test-fraction', '0.1'];
  const { code, err } = await runTrainer(args, { cwd });
  if (code !== 0) throw new Error(err);
  const path = join(cwd, 'model/report.html');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return pathToFileURL(path).href;
}

async function show(page: Page, url: string, { width = 1280, scheme = 'light' } = {}): Promise<void> {
  const isPhone = width < 600;
  await page.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: isPhone });
  await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  await page.open(url);
}

/** What went wrong in the page, and what it asked for besides itself. */
function complaints({ events }: Page, url: string): readonly string[] {
  return events.flatMap(({ method, params }) => {
    if (method === 'Network.requestWillBeSent') {
      const asked = String(Reflect.get(params.request as object, 'url'));
      return asked === url ? [] : [`asks for ${asked}`];
    }
    const isComplaint = ['Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded'].includes(method);
    return isComplaint ? [`${method}: ${JSON.stringify(params)}`] : [];
  });
}

/** How much lighter the one is than the other, as WCAG 2.2 has it: 1 to 21. */
const CONTRAST = `((...colours) => {
  const [a, b] = colours.map((colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  }).sort((a, b) => b - a);
  return a / b;
})`;

/** The texts of a chart that lie on one another. */
const OVERLAPS = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }));
  return texts.flatMap((a, i) => texts.slice(i + 1)
    .filter((b) => a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom)
    .map((b) => a.text + ' on ' + b.text));
})`;

interface Node {
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly description?: { readonly value: string };
}

describe.skipIf(CHROMIUM === undefined)('report.html in a browser', () => {
  const inBrowser = async <T>(use: (page: Page) => Promise<T>) => await withPage(String(CHROMIUM), use);

  test.each(['light', 'dark'])('complains of nothing and asks for nothing, and can be read: %s', async (scheme) => {
    const url = await reportUrl();
    await inBrowser(async (page) => {
      await show(page, url, { scheme });
      expect(complaints(page, url)).toEqual([]);
      const [ground, ...inks] = await page.evaluate<readonly [string, ...string[]]>(`[
        getComputedStyle(document.body).backgroundColor,
        ...['h1', 'p', '.soft', '.lead strong', 'th', 'td', 'figcaption', 'dt'].map((one) => getComputedStyle(document.querySelector(one)).color),
        ...['.tick', '.name', '.label'].map((one) => getComputedStyle(document.querySelector(one)).fill),
      ]`);
      expect(await page.evaluate(`${CONTRAST}('${ground}', 'rgb(0, 0, 0)') > 10`)).toBe(scheme === 'light');
      for (const ink of inks) {
        expect(await page.evaluate<number>(`${CONTRAST}('${ground}', '${ink}')`), ink).toBeGreaterThan(4.5);
      }
    });
  });

  test('would be heard if it complained or asked', async () => {
    const spoil = '<script>console.error("no"); null.x</script><img src="http://127.0.0.1:9/x.png">';
    const url = await reportUrl((html) =>
      html.replace(/<meta http-equiv[^>]*>/, '').replace('<main>', `<main>${spoil}`),
    );
    await inBrowser(async (page) => {
      await show(page, url);
      const heard = complaints(page, url).join('\n');
      for (const one of ['asks for http://127.0.0.1:9/x.png', 'consoleAPICalled', 'exceptionThrown'])
        expect(heard).toContain(one);
    });
  });

  test.each([320, 375, 1280])('fits a window %d pixels wide, with no text on another', async (width) => {
    const url = await reportUrl();
    await inBrowser(async (page) => {
      await show(page, url, { width });
      expect(await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')).toEqual([width, width]);
      const beyond = `[...document.querySelectorAll('main *:not(.wide *)')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5).map((one) => one.outerHTML.slice(0, 200))`;
      expect(await page.evaluate(beyond)).toEqual([]);
      expect(await page.evaluate(OVERLAPS)).toEqual([]);
    });
  });

  test.each([
    [1200, 'light'],
    [1200, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ])('has nothing that axe-core finds, %d pixels wide, %s', async (width, scheme) => {
    const url = await reportUrl();
    await inBrowser(async (page) => {
      await show(page, url, { width, scheme });
      // The page allows no script; the checker is one.
      await page.send('Page.setBypassCSP', { enabled: true });
      await page.open(url);
      await page.evaluate(`${AXE}; true`);
      const found = await page.send('Runtime.evaluate', {
        expression: `axe.run(document, { runOnly: ${JSON.stringify(AXE_RULES)} })
          .then(({ violations, passes }) => JSON.stringify([passes.length, ...violations.map(({ id, nodes }) => [id, nodes[0].html])]))`,
        awaitPromise: true,
        returnByValue: true,
      });
      const [passed, ...violations] = JSON.parse(String(Reflect.get(found.result as object, 'value')));
      expect(violations).toEqual([]);
      expect(passed).toBeGreaterThan(15);
    });
  });

  test('is reached by the keyboard wherever there is something to do, in the order of the page', async () => {
    const url = await reportUrl();
    await inBrowser(async (page) => {
      await show(page, url, { width: 320 });
      const reached: unknown[] = [];
      for (let presses = 0; presses < 20; presses++) {
        for (const type of ['keyDown', 'keyUp'])
          await page.send('Input.dispatchKeyEvent', { type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 });
        const focused = await page.evaluate<readonly [number, string] | null>(`(() => {
          const one = document.activeElement;
          if (one === null || one === document.body || getComputedStyle(one).outlineStyle === 'none') return null;
          return [[...document.querySelectorAll('*')].indexOf(one), one.getAttribute('aria-label') ?? one.textContent];
        })()`);
        if (focused === null) break;
        reached.push(focused);
      }
      const wanted = await page.evaluate(`[...document.querySelectorAll('*')].flatMap((one, i) => {
        const isScroller = ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
        return one.matches('a[href], button, input, select, summary') || isScroller
          ? [[i, one.getAttribute('aria-label') ?? one.textContent]] : [];
      })`);
      expect(reached).toEqual(wanted);
      expect(reached).toHaveLength(4);
    });
  });

  test('names and describes every chart and every table to who does not see them', async () => {
    const url = await reportUrl();
    await inBrowser(async (page) => {
      await show(page, url);
      const { nodes } = (await page.send('Accessibility.getFullAXTree')) as { readonly nodes: readonly Node[] };
      const charts = nodes.filter(({ role }) => role?.value === 'image' || role?.value === 'img');
      expect(charts).toHaveLength(await page.evaluate<number>('document.querySelectorAll("svg").length'));
      expect(charts.length).toBeGreaterThan(3);
      for (const { name, description } of charts) expect(name?.value || description?.value).toMatch(/\w+ \w+/);
      expect(new Set(charts.map(({ name }) => name?.value)).size).toBe(charts.length);
      const regions = nodes.filter(({ role }) => role?.value === 'region').map(({ name }) => name?.value);
      expect(regions).toEqual(['Where fares lie', 'How well it fits', 'Estimates', 'What cleaning does to the price']);
    });
  });
});
