// How long it takes in a browser until what is fetched ahead gives way to a page that waits, and until the origin is asked
// for what an edge that died was sending.
import { expect, type Page } from '@playwright/test';
import { ask, visitNearEdge } from '../fixtures/edge.ts';
import { Origin } from '../fixtures/origin.ts';
import { Library } from '../fixtures/shell.ts';
import { filesOf, patchesOf } from '../fixtures/site.ts';
import { test } from '../fixtures/test.ts';
import { tell } from './figures.ts';

const rounds = Number(process.env.LAYERW_BENCH_ROUNDS ?? 10);
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('edges', async ({ browser, complaints }) => {
  complaints.allow(/./);
  const yieldMillis: number[] = [];
  const recoveryMillis: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [measure, millis] of [[yields, yieldMillis], [recovers, recoveryMillis]] as const) {
      const origin = await Origin.start();
      const context = await browser.newContext({ baseURL: origin.url });
      millis.push(await measure(await context.newPage(), origin));
      await context.close();
      await origin.stop();
    }
  }
  tell({ yieldMillis, recoveryMillis });
});

const body = () => patchesOf(4).find((patch) => patch.path.startsWith(`/d/${nothing}/`))!;

/** From a page's request for something that is not stored until the last piece on its way is broken off. */
async function yields(page: Page, origin: Origin): Promise<number> {
  const { edge, end } = await visitNearEdge(page, origin);
  edge.bytesPerSecond = 60_000;
  const ahead = filesOf(4).find((file) => body().path.endsWith(file.digest))!.path;
  const wanted = filesOf(4).find((file) => file.region === 'game/emberfall' && file.path.endsWith('.wasm'))!.path;
  await ask(page, 'FetchAhead', ahead);
  const pieces = () => edge.answers.filter((answer) => answer.path === body().path);
  await expect.poll(() => pieces().length, { intervals: [10] }).toBeGreaterThanOrEqual(2);
  const askedAt = await page.evaluate(async (path) => {
    const askedAt = Date.now();
    await (await fetch(`${path}?now`)).arrayBuffer();
    return askedAt;
  }, wanted);
  const ends = pieces().slice(0, 2).map((answer) => answer.endedAt!);
  end();
  return Math.max(...ends) - askedAt;
}

/** From an edge's death until the origin has sent a piece of what the edge was sending. */
async function recovers(page: Page, origin: Origin): Promise<number> {
  const { edge, end } = await visitNearEdge(page, origin);
  edge.bytesPerSecond = 300_000;
  const pieces = () => edge.answers.filter((answer) => answer.path === body().path);
  const fromOrigin = () => origin.requests.filter((request) => request.path === body().path);
  await new Library(page, 'Falling stars').keep.click();
  await expect.poll(() => pieces().length, { intervals: [5] }).toBeGreaterThanOrEqual(3);
  const diedAt = Date.now();
  edge.stop();
  await expect.poll(() => fromOrigin().some((request) => request.bytes >= 128 << 10), { intervals: [5] }).toBe(true);
  const millis = Date.now() - diedAt;
  await new Library(page, 'Falling stars').expectKept();
  end();
  return millis;
}
