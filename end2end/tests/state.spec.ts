// How things stand, in words: `/layerw/state`, which the worker answers and no page needs.
import type { Page } from '@playwright/test';
import { test, expect } from '../fixtures/test.ts';
import { controlled, open } from '../fixtures/shell.ts';
import { predictorOf } from '../fixtures/site.ts';

const predictor = new RegExp(`^${predictorOf(1)}$`);

async function state(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/layerw/state');
    return [answer.headers.get('content-type'), answer.headers.get('cache-control'), await answer.text()].join('\n');
  });
}

/** Reports, as a page of a game does, that its first file was used: `ToWorker::Used`. */
async function reportUsed(page: Page, begins: boolean): Promise<void> {
  await page.evaluate(async (begins) => {
    const parts = await (await fetch('/parts.txt')).text();
    const path = new TextEncoder().encode(/^game \S+ (\S+)/m.exec(parts)![1]);
    // Nothing is near, no gate is closed, it is not cellular, and nobody knows how long an answer takes.
    const report = [21, Number(begins), 1, path.length, ...path, 0, 0, 0, 0];
    navigator.serviceWorker.controller!.postMessage(Uint8Array.from(report));
  }, begins);
}

test('the worker says how things stand, and the predictor learns from what a game used', async ({ page, origin }) => {
  await open(page, '/');
  await controlled(page);
  expect(origin.asked(predictor), 'the predictor, which nobody needs yet').toEqual([]);
  const before = await state(page);
  expect(before).toContain('text/plain;charset=utf-8\nno-store\nrelease: 1\nupdate: none\n');
  expect(before).toContain('prediction: no game has reported');
  await reportUsed(page, true);
  await expect.poll(() => state(page)).toContain('prediction: emberfall\n  gate: open\n');
  expect(await state(page)).toMatch(/needed in all: [1-9]\d* bytes\n/);
  await reportUsed(page, false);
  expect(origin.asked(predictor).length, 'the predictor').toBe(1);
  const kept = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        indexedDB.open('layerw-predictor').onsuccess = ({ target }) => {
          const database = (target as IDBOpenDBRequest).result;
          const tables = ['accounts', 'paths', 'tables'];
          const counts = tables.map((table) => database.transaction(table).objectStore(table).count());
          counts[2].onsuccess = () => resolve(counts.map(({ result }) => result));
        };
      }),
  );
  expect(kept, 'what is kept of one game').toEqual([1, 1, 1]);
});

test('without a predictor the worker says so, and asks for it no more than once a minute', async ({ page, origin, complaints }) => {
  await open(page, '/');
  await controlled(page);
  complaints.allow(/Failed to load resource|answer 404/i);
  origin.spoil(predictor, { kind: 'status', status: 404 });
  expect(await state(page)).toContain('release: 1\n');
  expect(await state(page)).toContain('prediction: there is no predictor\n');
  await reportUsed(page, true);
  expect(await state(page)).toContain('prediction: there is no predictor\n');
  expect(origin.asked(predictor).length, 'tries').toBe(1);
});
