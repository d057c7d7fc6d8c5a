// Waits until a peer's worker has stored everything that an offline visit needs.
import type { Page } from '@playwright/test';
import { controlled, Library } from '../fixtures/shell.ts';
import type { Peer } from './peers.ts';

export async function storeEverything(page: Page, peer: Peer): Promise<void> {
  if (peer === 'ours') {
    await new Library(page).openWithEverythingKept();
  } else if (peer === 'workbox') {
    await controlled(page);
  }
}
