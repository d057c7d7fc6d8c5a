// The same files behind our worker, a Workbox worker and no worker, taken in turns so that a busy moment of the
// machine hits all three alike. Then our worker's cold start against a worker that does nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Origin } from '../fixtures/origin.ts';
import { coldStarts } from './cold.ts';
import { median, visit, type Visit } from './measure.ts';
import { clean, folders, prepare, withEmptyWorker, withoutRoutes, type Peer } from './peers.ts';
import { storeEverything } from './store.ts';
import { tell } from './figures.ts';

const rounds = Number(process.env.LAYERW_BENCH_ROUNDS ?? 7);
const pairs = Number(process.env.LAYERW_BENCH_PAIRS ?? 40);
const peers: Peer[] = ['ours', 'workbox', 'none'];
type Mode = 'cold' | 'repeat' | 'offline';

test.beforeAll(prepare);
test.afterAll(clean);

test('boot', async () => {
  const visits: Record<Mode, Record<Peer, Visit[]>> = { cold: empty(), repeat: empty(), offline: empty() };
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of rotated(round)) {
      await playOneRound(peer, visits);
    }
  }
  const cold = await coldStarts(withoutRoutes, withEmptyWorker, pairs);
  expect(cold.ours.length, 'measured cold starts').toBeGreaterThanOrEqual(20);
  const summary = { rounds, visits: summarise(visits), coldStart: { ours: median(cold.ours), empty: median(cold.empty), pairs } };
  tell({ summary, visits, cold }, summary);
});

async function playOneRound(peer: Peer, visits: Record<Mode, Record<Peer, Visit[]>>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'layerw-bench-profile-'));
  const origin = await Origin.start(folders[peer]);
  try {
    visits.cold[peer].push(await visit(profile, origin, (page) => storeEverything(page, peer)));
    // The second visit compiles with whatever the first left behind; the third is the steady state.
    await visit(profile, origin);
    visits.repeat[peer].push(await visit(profile, origin));
    if (peer !== 'none') {
      await origin.stop();
      visits.offline[peer].push(await visit(profile, origin));
    }
  } finally {
    await origin.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function summarise(visits: Record<Mode, Record<Peer, Visit[]>>) {
  return Object.entries(visits).flatMap(([mode, byPeer]) =>
    Object.entries(byPeer)
      .filter(([, list]) => list.length > 0)
      .map(([peer, list]) => ({
        mode,
        peer,
        firstPaint: median(list.map((it) => it.firstPaint)),
        firstFrame: median(list.map((it) => it.firstFrame)),
        workerStarts: Math.max(...list.map((it) => it.workerStarts)),
        workerAnswers: Math.max(...list.map((it) => it.workerAnswers)),
        bytes: median(list.map((it) => it.bytes)),
      })),
  );
}

function empty(): Record<Peer, Visit[]> {
  return { ours: [], workbox: [], none: [] };
}

function rotated(round: number): Peer[] {
  const first = round % peers.length;
  return [...peers.slice(first), ...peers.slice(0, first)];
}
