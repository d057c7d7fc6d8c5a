// What an update costs on the wire, counted by the origin: a changed function of our own game, a changed texture in a pack
// of 20 MB of a wrapped one, and a look that finds nothing new. Every byte counts from the moment at which the origin has
// the new release until the page plays it.
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test as base } from '@playwright/test';
import { Origin } from '../fixtures/origin.ts';
import { expectRelease, Library, open, Update } from '../fixtures/shell.ts';
import { filesOf, folderOf, type Release } from '../fixtures/site.ts';
import { Exports, WrappedGame } from '../fixtures/wrapped.ts';
import { Dice } from './dice.ts';
import { inBlocks, packed, pack, textureBytes, textures } from './textures.ts';
import { countWrites, writtenBytes } from './writes.ts';
import { tell } from './figures.ts';

const seed = Number(process.env.LAYERW_BENCH_SEED ?? 1);

interface Cost {
  /** Bytes of bodies. */
  bytes: number;
  answers: number;
  headerBytes: number;
}

const numbers: Record<string, Cost & { shipped?: number; whole?: number }> = {};

/** What was written for it, and what is stored afterwards that was not before. */
const writes: Record<string, { written: number; fresh: number }> = {};

const test = base.extend<{ origin: Origin }>({
  origin: async ({}, use) => {
    const origin = await Origin.start();
    await use(origin);
    await origin.stop();
  },
  baseURL: async ({ origin }, use) => use(origin.url),
});

test.describe.configure({ mode: 'serial' });

test.afterAll(() => {
  tell({ ...numbers, writes });
});

test('one function of the game', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await origin.serve(folderOf(3));
  const since = origin.requests.length;
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, 3);
  numbers.function = cost(origin, since);
});

test('a look that finds nothing new', async ({ page, origin }) => {
  await new Library(page).openWithEverythingKept();
  await expect(page.getByRole('contentinfo')).toContainText('up to date');
  const since = origin.requests.length;
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await expect.poll(() => origin.requests.length).toBeGreaterThan(since);
  numbers.look = cost(origin, since);
});

test('what an installation and an update of the site write', async ({ page, origin }) => {
  countWrites(origin);
  await new Library(page).openWithEverythingKept();
  await expect.poll(() => writtenBytes(origin, 0)).toBeGreaterThanOrEqual(freshBytes(undefined, 1));
  writes.installation = { written: writtenBytes(origin, 0), fresh: freshBytes(undefined, 1) };
  await origin.serve(folderOf(3));
  const since = origin.requests.length;
  await open(page, '/settings/');
  await new Update(page).now.click();
  await expectRelease(page, 3);
  await expect.poll(() => writtenBytes(origin, since)).toBeGreaterThanOrEqual(freshBytes(1, 3));
  writes.update = { written: writtenBytes(origin, since), fresh: freshBytes(1, 3) };
});

for (const [kind, texture] of [
  ['packed', packed],
  ['blocks', inBlocks],
] as const) {
  test(`one of ${textures} textures, ${kind}`, async ({ page, origin }) => {
    const exports = new Exports();
    try {
      const dice = new Dice(seed);
      const all = pack(dice, texture);
      const replaced = dice.below(textures);
      exports.write(kind, 'index.html', game(replaced));
      exports.write(kind, 'textures.bin', all);
      exports.wrap(kind);
      await origin.serve(folderOf(1), exports.wrapped);
      const wrapped = new WrappedGame(page, origin.urlOf(kind));
      await wrapped.openKept();
      await expect(wrapped.game.locator('html'), 'the old texture').toHaveAttribute('data-texture', beginning(all, replaced));
      const whole = Math.max(...origin.asked(/textures\.bin|^\/d\//).map(({ bytes }) => bytes));

      const fresh = texture(dice);
      fresh.copy(all, replaced * textureBytes);
      exports.write(kind, 'textures.bin', all);
      exports.wrap(kind);
      const since = origin.requests.length;
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      await wrapped.updateNow.click({ timeout: 60_000 });
      await expect(wrapped.game.locator('html'), 'the new texture').toHaveAttribute('data-texture', beginning(all, replaced), {
        timeout: 120_000,
      });
      numbers[kind] = { ...cost(origin, since), shipped: shipped(fresh), whole };
    } finally {
      exports.remove();
    }
  });
}

/** A game that shows the first bytes of one texture. */
function game(texture: number): string {
  return `<!doctype html>
<title>Textures</title>
<script type="module">
const pack = new Uint8Array(await (await fetch('textures.bin')).arrayBuffer());
const first = pack.subarray(${texture * textureBytes}, ${texture * textureBytes + 16});
document.documentElement.dataset.texture = Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join('');
</script>
`;
}

function beginning(pack: Buffer, texture: number): string {
  return pack.subarray(texture * textureBytes, texture * textureBytes + 16).toString('hex');
}

/** What the texture alone would cost: brotli at its strongest, or as it is where that is shorter. */
function shipped(texture: Buffer): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return Math.min(texture.length, brotliCompressSync(texture, { params }).length);
}

/** Bytes of what `after` has and `before` has not. */
function freshBytes(before: Release | undefined, after: Release): number {
  const known = new Set(before && filesOf(before).map(({ digest }) => digest));
  return filesOf(after).reduce((sum, { digest, bytes }) => sum + (known.has(digest) ? 0 : bytes), 0);
}

function cost(origin: Origin, since: number): Cost {
  const answers = origin.requests.slice(since);
  const sum = (of: (answer: (typeof answers)[number]) => number) => answers.reduce((total, answer) => total + of(answer), 0);
  return { bytes: sum(({ bytes }) => bytes), answers: answers.length, headerBytes: sum(({ headerBytes }) => headerBytes) };
}
