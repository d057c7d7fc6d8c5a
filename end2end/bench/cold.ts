// A stopped worker is asked for one stored file; the answer's time is its cold start. Interleaved in pairs.
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { chromiumLaunch } from '../fixtures/browsers.ts';
import { Origin } from '../fixtures/origin.ts';
import { controlled } from '../fixtures/shell.ts';
import { releasePaths } from './peers.ts';

/** A worker that was started a few times is started from compiled code: that is the one that players have. */
const warmUps = 10;

interface Subject {
  page: Page;
  session: CDPSession;
  millis: number[];
}

export async function coldStarts(ours: string, empty: string, pairs: number) {
  const browser = await chromium.launch(chromiumLaunch);
  const origins = [await Origin.start(ours), await Origin.start(empty)];
  try {
    const subjects: Subject[] = [];
    for (const origin of origins) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${origin.url}/settings/`);
      await controlled(page);
      const session = await context.newCDPSession(page);
      await session.send('ServiceWorker.enable');
      subjects.push({ page, session, millis: [] });
    }
    const path = releasePaths().find((path) => path.endsWith('.css')) ?? '/favicon.svg';
    for (let pair = 0; pair < pairs + warmUps; pair += 1) {
      for (const subject of pair % 2 === 0 ? subjects : subjects.toReversed()) {
        const millis = await coldStart(subject, path);
        if (pair >= warmUps) {
          subject.millis.push(millis);
        }
      }
    }
    return { ours: subjects[0].millis, empty: subjects[1].millis };
  } finally {
    await browser.close();
    await Promise.all(origins.map((origin) => origin.stop()));
  }
}

async function coldStart({ page, session }: Subject, path: string): Promise<number> {
  await session.send('ServiceWorker.stopAllWorkers');
  return page.evaluate(async (path) => {
    const start = performance.now();
    const answer = await fetch(path, { cache: 'no-store' });
    await answer.arrayBuffer();
    return performance.now() - start;
  }, path);
}
