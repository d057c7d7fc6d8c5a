// Two engines, one suite. Nothing is retried: a test that passes only sometimes is a fault to find.
import { defineConfig } from '@playwright/test';
import { chromium, firefox } from './fixtures/browsers.ts';
import { open } from './open.ts';

const literally = (title: string) => new RegExp(title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const leftOut = process.env.LAYERW_GATES ? open.map(literally) : [];

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
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'chromium', use: chromium, grepInvert: leftOut },
    // What only Chromium can be asked (its debugging protocol, installing, wiping one stored body) carries the tag.
    { name: 'firefox', use: firefox, grepInvert: [/@chromium/, ...leftOut] },
  ],
});
