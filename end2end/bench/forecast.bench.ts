// How long the predictor takes for a report of a game, in a worker of the browser and from the files of a built site, and how
// much memory. Each report is asked as the keeper asks it: bytes in, bytes out, and what is to be written taken along.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { expect, test } from '@playwright/test';
import { tell } from './figures.ts';

// A clock of five microseconds is only given to pages that are isolated.
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

test('forecast', async ({ page }) => {
  const bytesOf = (name: string) => readFileSync(process.env[`LAYERW_BENCH_${name}`]!);
  const server = await serve({
    '/': ['text/html', '<!doctype html><title>Forecast</title>'],
    '/worker.js': ['text/javascript', `importScripts('/glue.js'); (${measure})().then(postMessage);`],
    '/glue.js': ['text/javascript', bytesOf('PATCHER')],
    '/predictor': ['application/wasm', bytesOf('PREDICTOR')],
    '/questions': ['application/octet-stream', bytesOf('QUESTIONS')],
  });
  try {
    await page.goto(server.url);
    const measured = await page.evaluate(
      () => new Promise<any>((resolve) => (new Worker('/worker.js').onmessage = ({ data }) => resolve(data))),
    );
    expect(measured.isIsolated, 'the clock is a fine one').toBe(true);
    expect(measured.named, 'reports that were answered with paths').toBeGreaterThan(0);
    tell(measured);
  } finally {
    server.close();
  }
});

/** Runs in the worker. */
async function measure() {
  const read = async (path: string) => (await fetch(path)).arrayBuffer();
  const [module, all] = await Promise.all(['/predictor', '/questions'].map(read));
  let memory: WebAssembly.Memory | undefined;
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, words) {
      const made = new target(words[0], words[1]);
      memory = made.exports.memory as WebAssembly.Memory;
      return made;
    },
  });
  const compiled = await WebAssembly.compile(module);
  const lengths = new DataView(all);
  const batches: number[][] = [];
  const beginMillis: number[] = [];
  let named = 0;
  for (let batch = 0; batch < 5; batch += 1) {
    const predictor = (self as any).layerwPredictor(compiled).begin();
    // Paths, table and account, as the store has them.
    const kept: (Uint8Array | undefined)[] = [undefined, undefined, undefined];
    const reportMillis: number[] = [];
    for (let at = 0; at < all.byteLength; ) {
      const length = lengths.getUint32(at, true);
      const question = new Uint8Array(all, at + 4, length);
      at += 4 + length;
      const started = performance.now();
      const answer = predictor.ask(question, ...kept);
      kept.forEach((before, part) => (kept[part] = predictor.due(part) ?? before));
      const millis = performance.now() - started;
      // Which answer it is, and how many paths: each in one byte.
      (answer[0] === 1 ? beginMillis : reportMillis).push(millis);
      named += answer[0] === 2 && answer[1] > 0 ? 1 : 0;
    }
    batches.push(reportMillis);
  }
  return { beginMillis: Math.max(...beginMillis), batches, named, memoryBytes: memory?.buffer.byteLength, isIsolated: self.crossOriginIsolated };
}

async function serve(files: Record<string, [string, string | Buffer]>) {
  const server = http.createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type, ...isolation }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as import('node:net').AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
