// One visit, measured from outside: a new browser process on a profile, one page, until its first frame.
import type { BrowserContext, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../fixtures/browsers.ts';
import { Game } from '../fixtures/game.ts';
import type { Origin } from '../fixtures/origin.ts';

export interface Visit {
  firstPaint: number;
  firstFrame: number;
  /** Times any service worker was started before the first frame, whoever wanted it. */
  workerStarts: number;
  /** Answers to the page that waited for a service worker (docs/decisions/0007). */
  workerAnswers: number;
  /** Bytes that the origin sent until the first frame. */
  bytes: number;
}

async function launch(folder: string, baseURL: string): Promise<BrowserContext> {
  const viewport = { width: 1080, height: 720 };
  return chromium.launchPersistentContext(folder, { ...chromiumLaunch, viewport, baseURL });
}

/** Opens the game in a browser process of its own. `settle` keeps the page until its worker has stored everything. */
export async function visit(profile: string, origin: Origin, settle?: (page: Page) => Promise<void>): Promise<Visit> {
  const context = await launch(profile, origin.url);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const starts = await watchStarts(context, page);
    // The graphics process takes most of a second to start, the same for everybody: it is up before the clock starts.
    await page.screenshot();
    const before = origin.requests.length;
    await page.goto(`${origin.url}/play/emberfall/`);
    const game = new Game(page);
    const firstFrame = await game.firstFrame();
    const bytes = origin.requests.slice(before).reduce((sum, request) => sum + request.bytes, 0);
    const seen = await page.evaluate((until) => ({
      origin: performance.timeOrigin,
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      answers: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((it) => {
        const entry = it as PerformanceResourceTiming & { workerMatchedRouterSource?: string; workerMatchedSourceType?: string };
        // An answer that a static route gave also has a `workerStart`; the route that matched tells them apart.
        const route = entry.workerMatchedRouterSource ?? entry.workerMatchedSourceType ?? '';
        return entry.workerStart > 0 && entry.startTime < until && !['cache', 'network'].includes(route);
      }).length,
    }), firstFrame);
    const until = seen.origin + firstFrame;
    await settle?.(page);
    return {
      firstPaint: seen.paint,
      firstFrame,
      workerStarts: starts.filter((at) => at <= until).length,
      workerAnswers: seen.answers,
      bytes,
    };
  } finally {
    await context.close();
  }
}

/** When service workers were started, in milliseconds of the wall clock that pages have too. */
async function watchStarts(context: BrowserContext, page: Page): Promise<number[]> {
  const starts: number[] = [];
  const session = await context.newCDPSession(page);
  const running = new Set<string>();
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const version of versions) {
      const runs = version.runningStatus === 'starting' || version.runningStatus === 'running';
      if (runs && !running.has(version.versionId)) {
        running.add(version.versionId);
        starts.push(Date.now());
      } else if (!runs) {
        running.delete(version.versionId);
      }
    }
  });
  await session.send('ServiceWorker.enable');
  return starts;
}

/** The middle one. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
