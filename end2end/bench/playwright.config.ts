// `cargo xtask bench boot`: not tests, but measurements that want the tests' origin and profiles.
import { defineConfig } from '@playwright/test';
import { chromium } from '../fixtures/browsers.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  timeout: 1_200_000,
  reporter: [['line']],
  use: { viewport: { width: 1080, height: 720 }, actionTimeout: 15_000, navigationTimeout: 30_000 },
  projects: [{ name: 'chromium', use: chromium }],
});
