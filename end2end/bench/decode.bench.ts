// How long the decoder of WebAssembly takes for a patch of a large module, and how much memory, in the browser and from the
// files of a built site. Beside it, in turns, what the browser takes to unpack the whole module from gzip.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { tell } from './figures.ts';

const rounds = Number(process.env.LAYERW_BENCH_ROUNDS ?? 15);

test('decode', async ({ page }) => {
  const bytesOf = (name: string) => readFileSync(process.env[`LAYERW_BENCH_${name}`]!);
  const now = bytesOf('NEW');
  const server = await serve({
    '/': ['text/html', '<!doctype html><title>Decode</title>'],
    '/glue.js': ['text/javascript', bytesOf('PATCHER')],
    '/decoder': ['application/wasm', bytesOf('DECODER')],
    '/old': ['application/octet-stream', bytesOf('OLD')],
    '/new': ['application/octet-stream', now],
    '/patch': ['application/octet-stream', bytesOf('PATCH')],
    '/gzip': ['application/octet-stream', gzipSync(now)],
  });
  try {
    await page.goto(server.url);
    await page.addScriptTag({ url: '/glue.js' });
    const measured = await page.evaluate(measure, rounds);
    expect(measured.isRight, 'what was made of the patch').toBe(true);
    tell({ ...measured, bytes: now.length });
  } finally {
    server.close();
  }
});

/** Runs in the page. Every round has an instance of its own, as in the worker. */
async function measure(rounds: number) {
  const read = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const [old, wanted, patch, gzip] = await Promise.all(['/old', '/new', '/patch', '/gzip'].map(read));
  const memories: WebAssembly.Memory[] = [];
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, words) {
      const made = new target(words[0], words[1]);
      memories.push(made.exports.memory as WebAssembly.Memory);
      return made;
    },
  });
  const decoder = (self as any).layerwDecoder;
  const began = performance.now();
  const module = await WebAssembly.compile(await read('/decoder'));
  const compileMillis = performance.now() - began;
  const decodeMillis: number[] = [];
  const unzipMillis: number[] = [];
  let isRight = true;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const made: Uint8Array | undefined = decoder(module).apply(old, patch, wanted.length);
    decodeMillis.push(performance.now() - start);
    isRight &&= made?.length === wanted.length && made.every((byte, at) => byte === wanted[at]);
    const unzipping = performance.now();
    await new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    unzipMillis.push(performance.now() - unzipping);
  }
  const memoryBytes = Math.max(...memories.map(({ buffer }) => buffer.byteLength));
  return { isRight, compileMillis, decodeMillis, unzipMillis, memoryBytes, patchBytes: patch.length };
}

async function serve(files: Record<string, [string, string | Buffer]>) {
  const server = http.createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as import('node:net').AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
