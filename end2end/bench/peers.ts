// The same site files behind three workers: ours, one made by Workbox with its own build tool, and none.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf, folderOf } from '../fixtures/site.ts';

export type Peer = 'ours' | 'workbox' | 'none';

const scratch = mkdtempSync(join(tmpdir(), 'layerw-bench-'));

export const folders: Record<Peer, string> = {
  ours: folderOf(1),
  workbox: join(scratch, 'workbox'),
  none: join(scratch, 'none'),
};

/** The site again, with only its own worker's routes switched off: every request starts the worker. */
export const withoutRoutes = join(scratch, 'without-routes');
/** The site with a worker that does the same in a few lines of JavaScript. */
export const withEmptyWorker = join(scratch, 'empty');

/** The paths that the release lists. */
export function releasePaths(): string[] {
  return filesOf(1).map((file) => file.path);
}

export async function prepare(): Promise<void> {
  for (const folder of [folders.workbox, folders.none, withoutRoutes, withEmptyWorker]) {
    cpSync(folderOf(1), folder, { recursive: true });
    // The server prefers a compressed twin, which would still be the old worker.
    rmSync(join(folder, 'sw.js.br'), { force: true });
  }
  rmSync(join(folders.none, 'sw.js'));
  await writeWorkbox(folders.workbox);
  const ours = readFileSync(join(folderOf(1), 'sw.js'), 'utf8');
  writeFileSync(join(withoutRoutes, 'sw.js'), `delete InstallEvent.prototype.addRoutes;\n${ours}`);
  writeFileSync(join(withEmptyWorker, 'sw.js'), emptyWorker());
}

export function clean(): void {
  rmSync(scratch, { recursive: true, force: true });
}

async function writeWorkbox(folder: string): Promise<void> {
  const cache = process.env.LAYERW_WORKBOX;
  if (!cache || !existsSync(join(cache, 'node_modules', 'workbox-build'))) {
    throw new Error('LAYERW_WORKBOX names no folder with workbox-build in it: run `cargo xtask bench boot`.');
  }
  const { generateSW } = createRequire(join(cache, 'package.json'))('workbox-build');
  const { warnings } = await generateSW({
    swDest: join(folder, 'sw.js'),
    globDirectory: folder,
    globPatterns: releasePaths().map((path) => (path.endsWith('/') ? `${path}index.html` : path).slice(1)),
    // Their names carry their digest, so Workbox need not fetch them past the HTTP cache.
    dontCacheBustURLsMatching: /^c\//,
    clientsClaim: true,
    skipWaiting: true,
    mode: 'production',
    sourcemap: false,
    maximumFileSizeToCacheInBytes: 64 << 20,
  });
  if (warnings.length > 0) {
    throw new Error(`Workbox complains: ${warnings.join('; ')}`);
  }
}

/** The least a worker can do and still answer from the cache. */
function emptyWorker(): string {
  return `
const paths = ${JSON.stringify(releasePaths())};
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open('empty').then((cache) => cache.addAll(paths)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  event.respondWith(caches.open('empty').then((cache) => cache.match(event.request)).then((it) => it ?? fetch(event.request)));
});
`;
}
