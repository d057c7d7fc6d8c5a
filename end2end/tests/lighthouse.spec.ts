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
    const result = await lighthouse(`${origin.url}/`, {
      port,
      output: 'json',
      logLevel: 'error',
      formFactor: 'desktop',
      screenEmulation: { disabled: true },
      throttlingMethod: 'provided',
      onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
    const report = result!.lhr;
    const score = (name: string) => Math.round((report.categories[name].score ?? 0) * 100);
    const failing = Object.values(report.audits)
      .filter((audit) => audit.score !== null && audit.score < 0.9)
      .map((audit) => `${audit.id}: ${audit.displayValue ?? audit.title}`);
    const told = `what Lighthouse finds: ${failing.join('; ')}`;
    expect.soft(score('accessibility'), told).toBe(100);
    expect.soft(score('best-practices'), told).toBe(100);
    expect.soft(score('seo'), told).toBe(100);
    expect.soft(score('performance'), told).toBeGreaterThanOrEqual(95);
  });
});
