// Waits until a peer's worker has everything that an offline visit needs.
import type { Page } from '@playwright/test';
import { Library } from '../fixtures/shell.ts';

export async function storeEverything(page: Page, peer: string): Promise<void> {
  if (peer === 'none') {
    return;
  }
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  if (peer === 'ours') {
    const library = new Library(page);
    await library.open();
    await library.keepOffline('emberfall');
  }
}
