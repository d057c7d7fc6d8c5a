// `cargo xtask bench boot` and `kill`: not tests, but measurements that want the tests' origin and profiles.
import { defineConfig } from '@playwright/test';
import { chromium } from '../fixtures/browsers.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  timeout: 4 * 3_600_000,
  expect: { timeout: 15_000 },
  reporter: [['line']],
  use: { viewport: { width: 1080, height: 720 }, actionTimeout: 15_000, navigationTimeout: 30_000 },
  projects: [{ name: 'chromium', use: chromium }],
});
