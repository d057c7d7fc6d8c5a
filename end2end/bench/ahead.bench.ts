// How long a player with habits waits for a zone that is entered for the first time since nothing was stored, on a link of
// 10 Mbit/s and 60 ms: with nothing fetched ahead, with what was learned, and with that and a game that says which portal its
// player is near. The learned profile stays, the stored zones do not.
import type { Page } from '@playwright/test';
import { AtOnceGame, bytesOfZones, learn, forgetStored, storedOf } from '../fixtures/ahead.ts';
import type { Origin } from '../fixtures/origin.ts';
import type { Profile } from '../fixtures/profile.ts';
import { folderOf } from '../fixtures/site.ts';
import { test } from '../fixtures/test.ts';
import { enter, near, Walker, writeWalk, type World } from '../fixtures/walk.ts';
import { Exports } from '../fixtures/wrapped.ts';
import { tell } from './figures.ts';

const world: World = { zones: 24, fileBytes: [60_000, 150_000, 300_000], restBytes: 1_000_000 };
const entries = 30;
const lessons = Number(process.env.LAYERW_BENCH_LESSONS ?? 10);
const sessions = Number(process.env.LAYERW_BENCH_ROUNDS ?? 2);
/** How often the habitual portal is taken. */
const habitPercent = Number(process.env.LAYERW_BENCH_HABIT ?? 80);
const dwellMillis = 2000;
/** So long before a portal is taken its player stands before it; and before a wrong one, where that comes first. */
const nearMillis = 1000;
const turnMillis = 600;
const turnPercent = Number(process.env.LAYERW_BENCH_TURNS ?? 0);

interface Entry {
  millis: number;
  /** Of its three files, before it was entered. */
  stored: number;
}

interface Run {
  /** Zones that were entered for the first time. */
  entries: Entry[];
  usedBytes: number;
  sentBytes: number;
}

test('ahead', async ({ profile, origin, complaints }) => {
  complaints.allow(/./);
  const exports = new Exports();
  writeWalk(exports, 'walk', world);
  exports.wrap('walk', '--play-at-once');
  await origin.serve(folderOf(1), exports.wrapped);
  const url = origin.urlOf('walk');
  await profile.open();
  const walker = new Walker(11, world.zones, habitPercent);
  await learn(profile.context, url, Array.from({ length: lessons }, () => walker.session(0, entries)));
  const walks = Array.from({ length: sessions }, () => walker.session(0, entries));
  const run = (): Run => ({ entries: [], usedBytes: 0, sentBytes: 0 });
  const runs = { off: run(), on: run(), near: run() };
  // In turn, because a machine is not as fast at the end of a bench as at its beginning.
  for (const walk of walks) {
    await choose(profile, url, false);
    await session(profile, origin, url, walk, runs.off);
    await choose(profile, url, true);
    await session(profile, origin, url, walk, runs.on);
    await session(profile, origin, url, walk, runs.near, walker);
  }
  exports.remove();
  tell(runs);
});

/** The player's choice, in the settings. */
async function choose(profile: Profile, url: string, isOn: boolean): Promise<void> {
  const page = await profile.context.newPage();
  const game = new AtOnceGame(page, url);
  await game.open();
  await game.look();
  await game.ahead.setChecked(isOn);
  await game.settings.locator('#gate').waitFor({ state: isOn ? 'hidden' : 'visible' });
  await page.close();
}

/** Where a walker is given, the game says which portal is near. */
async function session(profile: Profile, origin: Origin, url: string, walk: number[], run: Run, walker?: Walker): Promise<void> {
  const page = await profile.context.newPage();
  await page.goto(`${url}/layerw-manifest.webmanifest`);
  await forgetStored(profile.context, page);
  origin.pace = { latencyMillis: 60, bytesPerSecond: 1_250_000, isShared: true };
  const since = origin.requests.length;
  const game = new AtOnceGame(page, url);
  await game.open();
  // The title is looked at, too.
  await page.waitForTimeout(dwellMillis);
  const entered = new Set<number>();
  for (const [at, zone] of walk.entries()) {
    const stored = await storedOf(page, zone);
    const { millis, bytes } = await enter(game.frame, zone);
    if (!entered.has(zone)) {
      entered.add(zone);
      run.entries.push({ millis, stored });
      run.usedBytes += bytes;
    }
    await dwell(page, game, walk.slice(at, at + 2), walker);
  }
  run.sentBytes += bytesOfZones(origin, since);
  await page.close();
  origin.pace = undefined;
}

/** Walks through the first of two zones to the portal to the other. The waiting is the player's. */
async function dwell(page: Page, game: AtOnceGame, [zone, next]: number[], walker?: Walker): Promise<void> {
  if (walker === undefined || next === undefined) {
    return page.waitForTimeout(dwellMillis);
  }
  const wrong = walker.wrongPortal(zone, next, turnPercent);
  let aheadMillis = dwellMillis - nearMillis;
  if (wrong !== undefined) {
    aheadMillis -= turnMillis;
    await near(game.frame, wrong);
    await page.waitForTimeout(turnMillis);
    await near(game.frame);
  }
  await page.waitForTimeout(aheadMillis);
  await near(game.frame, next);
  await page.waitForTimeout(nearMillis);
}
