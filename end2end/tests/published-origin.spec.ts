// What an origin with published games sends: the list, a signed head, the release file and objects, with the types and
// the caching that a worker and plain hosts go by, and what a browser gets from it that has no worker of ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test, expect } from '../fixtures/test.ts';
import type { Origin } from '../fixtures/origin.ts';
import { folderOf, publishedFolder } from '../fixtures/site.ts';

const forEver = 'public, max-age=31536000, immutable';

async function get(origin: Origin, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(origin.url + path, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  const sent = (name: string) => response.headers.get(name) ?? '';
  return {
    status: response.status,
    type: sent('content-type').split(';')[0],
    keep: sent('cache-control'),
    encoding: sent('content-encoding'),
    bytes,
    text: bytes.toString('utf8'),
  };
}

/** The words after `release` in the signed head of a game. */
async function release(origin: Origin, id: string) {
  const head = await get(origin, `/games/${id}/head`);
  expect([head.status, head.type, head.keep]).toEqual([200, 'text/plain', 'no-cache']);
  const [, number, digest, bytes] = /^release (\d+) ([0-9a-f]{64}) (\d+)$/m.exec(head.text) ?? [];
  const file = await get(origin, `/c/${digest}.txt`);
  expect([file.status, file.type, file.keep]).toEqual([200, 'text/plain', forEver]);
  expect(file.bytes.length).toBe(Number(bytes));
  const lines = file.text.split('\n').map((line) => line.split(' '));
  return {
    number: Number(number),
    files: lines
      .filter(([kind]) => kind === 'file')
      .map(([, path, digest, bytes, region]) => ({ path, digest, bytes: Number(bytes), region })),
    patches: lines.filter(([kind]) => kind === 'patch').map(([, to, from, bytes]) => ({ to, from, bytes: Number(bytes) })),
  };
}

test('an origin lists its games and sends their files with types and for ever', async ({ origin }) => {
  await origin.serve(folderOf(1), publishedFolder(1));
  const list = await get(origin, '/games/list');
  expect([list.status, list.type, list.keep]).toEqual([200, 'text/plain', 'no-cache']);
  expect(list.text).toBe('layerw-games 1\ngame comets Comets\ngame meteors Meteors\n');

  const meteors = await release(origin, 'meteors');
  expect(meteors.number).toBe(1);
  const types: Record<string, string> = {
    bin: 'application/octet-stream',
    svg: 'image/svg+xml',
    txt: 'text/plain',
    wasm: 'application/wasm',
  };
  const seen = new Set<string>();
  for (const file of meteors.files) {
    expect(file.region, file.path).toBe('game/meteors');
    const path = file.path.startsWith('/games/meteors/') ? `/c/${file.digest}.txt` : file.path;
    const extension = /^\/c\/[0-9a-f]{64}\.([a-z0-9]{1,8})$/.exec(path)?.[1] ?? '';
    const sent = await get(origin, path, { 'accept-encoding': 'br' });
    expect([sent.status, sent.type, sent.keep], path).toEqual([200, types[extension], forEver]);
    expect(sent.bytes.length, path).toBe(file.bytes);
    seen.add(`${extension} ${sent.encoding}`);
  }
  expect([...seen].sort(), 'what gets smaller is sent compressed').toEqual(['bin ', 'svg br', 'txt br', 'wasm br']);

  const comets = await release(origin, 'comets');
  const shared = meteors.files.filter((file) => comets.files.some((other) => other.path === file.path));
  expect(shared.some((file) => file.bytes >= 300_000), 'one long asset, at one address for both games').toBe(true);
  expect(shared.some((file) => file.path.endsWith('.wasm')), 'each has a module of its own').toBe(false);

  const missing = await get(origin, '/games/none/head');
  expect(missing.status).toBe(404);
  expect((await get(origin, '/')).text, 'the site itself is there as ever').toContain('<html');
});

test('the next release changes one module and comes with patches in pieces', async ({ origin }) => {
  await origin.serve(folderOf(1), publishedFolder(1));
  const first = await release(origin, 'meteors');
  const comets = readFileSync(join(publishedFolder(1), 'games', 'comets', 'head'));
  await origin.serve(folderOf(1), publishedFolder(2));
  const second = await release(origin, 'meteors');
  expect(second.number).toBe(2);
  const had = new Set(first.files.map((file) => file.digest));
  const fresh = second.files.filter((file) => !had.has(file.digest));
  expect(fresh.map((file) => file.path.split('.').pop()).sort(), 'manifest, what a packed file begins with, and module').toEqual([
    '/games/meteors/manifest',
    '/games/meteors/packed',
    'wasm',
  ]);
  const module = fresh.find((file) => file.path.endsWith('.wasm'));
  const patch = second.patches.find((patch) => patch.to === module?.digest);
  expect(patch, 'a patch leads to the module').toBeTruthy();
  expect(patch!.bytes).toBeLessThan(1000);
  const path = `/d/${patch!.from}/${patch!.to}`;
  const whole = await get(origin, path);
  expect([whole.status, whole.keep, whole.bytes.length]).toEqual([200, forEver, patch!.bytes]);
  const piece = await get(origin, path, { range: 'bytes=1-8', 'accept-encoding': 'identity' });
  expect([piece.status, piece.bytes]).toEqual([206, whole.bytes.subarray(1, 9)]);
  expect((await get(origin, '/games/comets/head')).bytes, 'the other game is as it was').toEqual(comets);
});

test('a browser without our worker is told the next release by the one in its own cache @chromium', async ({ page, origin, complaints }) => {
  complaints.allow(/404/);
  await origin.serve(folderOf(1), publishedFolder(1));
  const before = moduleOf(await release(origin, 'meteors'));
  await origin.serve(folderOf(1), publishedFolder(2));
  const after = moduleOf(await release(origin, 'meteors'));
  // A document of this origin that fetches nothing by itself.
  await page.goto('/head');
  const dictionary = async () => {
    // It is taken up some time after the answer it came with.
    await page.evaluate((path) => fetch(path), `/c/${'0'.repeat(64)}.wasm`);
    return origin.requests.at(-1)?.headers['available-dictionary'];
  };
  expect(await dictionary()).toBeUndefined();
  expect(await digestOf(page, before.path)).toBe(before.digest);
  const named = `:${Buffer.from(before.digest, 'hex').toString('base64')}:`;
  await expect.poll(dictionary).toBe(named);
  // Whoever asks first on a slow machine gets the ordinary answer.
  const accepted = { 'accept-encoding': 'dcz', 'available-dictionary': named };
  await expect.poll(async () => (await get(origin, after.path, accepted)).encoding).toBe('dcz');
  const answered = page.waitForResponse((response) => response.url().endsWith(after.path));
  expect(await digestOf(page, after.path)).toBe(after.digest);
  expect((await (await answered).allHeaders())['content-encoding']).toBe('dcz');
  const plain = await get(origin, after.path, { 'accept-encoding': 'br' });
  const [told, usual] = origin.asked(new RegExp(`^${after.path}$`)).slice(-2);
  expect(plain.encoding).toBe('br');
  expect(told.bytes, 'beside what a browser without a dictionary gets').toBeLessThan(usual.bytes / 4);
});

function moduleOf({ files }: Awaited<ReturnType<typeof release>>) {
  return files.find(({ path }) => path.endsWith('.wasm'))!;
}

/** The digest of what the page gets from `path`. */
async function digestOf(page: Page, path: string): Promise<string> {
  const digest = await page.evaluate(async (path) => {
    const bytes = await (await fetch(path)).arrayBuffer();
    return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  }, path);
  return Buffer.from(digest).toString('hex');
}
