// Two engines, one suite, and a smoke test in a third. Nothing is retried, because a test that passes only sometimes is a
// fault to find, but what Firefox's own process did not live to see (fixtures/crash.ts).
import { defineConfig } from '@playwright/test';
import { chromium, firefox } from './fixtures/browsers.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './fixtures/setup.ts',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1080, height: 720 },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'chromium', use: chromium, grepInvert: /@webkit/ },
    // What only Chromium can be asked (its debugging protocol, installing, wiping one stored body) carries the tag.
    { name: 'firefox', use: firefox, grepInvert: /@chromium|@webkit/, retries: 2 },
    { name: 'webkitgtk', grep: /@webkit/ },
  ],
});
