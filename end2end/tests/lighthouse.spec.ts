// What Lighthouse says about the production build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { test, expect } from '../fixtures/test.ts';
import { open } from '../fixtures/shell.ts';

test.describe('lighthouse', { tag: '@chromium' }, () => {
  test('performance at least 95, everything else 100', async ({ profile, origin }) => {
    test.setTimeout(120_000);
    // Port 0 lets the browser choose; it writes its choice into the profile.
    const page = await profile.open({ args: ['--remote-debugging-port=0'] });
    await open(page, '/');
    const port = Number(readFileSync(join(profile.folder, 'data', 'DevToolsActivePort'), 'utf8').split('\n')[0]);
    // Whatever else the machine does makes a page slower and never faster: the best of three is the page's own speed.
    let report = await measured(origin.url, port);
    for (let more = 0; more < 2 && score(report, 'performance') < 95; more += 1) {
      report = await measured(origin.url, port);
    }
    const failing = Object.values(report.audits)
      .filter((audit) => audit.score !== null && audit.score < 0.9)
      .map((audit) => `${audit.id}: ${audit.displayValue ?? audit.title}`);
    const told = `what Lighthouse finds: ${failing.join('; ')}`;
    expect.soft(score(report, 'accessibility'), told).toBe(100);
    expect.soft(score(report, 'best-practices'), told).toBe(100);
    expect.soft(score(report, 'seo'), told).toBe(100);
    expect.soft(score(report, 'performance'), told).toBeGreaterThanOrEqual(95);
  });
});

type Report = NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'];

async function measured(url: string, port: number): Promise<Report> {
  const result = await lighthouse(`${url}/`, {
    port,
    output: 'json',
    logLevel: 'error',
    formFactor: 'desktop',
    screenEmulation: { disabled: true },
    throttlingMethod: 'provided',
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
  });
  return result!.lhr;
}

function score(report: Report, category: string): number {
  return Math.round((report.categories[category].score ?? 0) * 100);
}
