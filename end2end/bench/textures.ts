// Textures out of dice, and packs of them: the same seed gives the same bytes.
import type { Dice } from './dice.ts';

export const textures = 20;
/** 1024 by 2048 texels of BC1, which is 8 bytes for each four by four. */
export const textureBytes = 1 << 20;

/** As one that was packed already, WebP or supercompressed KTX2: nothing makes it smaller. */
export function packed(dice: Dice): Buffer {
  const bytes = Buffer.alloc(textureBytes);
  for (let at = 0; at < textureBytes; at += 4) {
    bytes.writeUInt32LE(dice.below(2 ** 32), at);
  }
  return bytes;
}

/** As BC1: two colours that wander from block to block, and sixteen texels of two bits between them. */
export function inBlocks(dice: Dice): Buffer {
  const bytes = Buffer.alloc(textureBytes);
  const colours = [dice.below(2 ** 16), dice.below(2 ** 16)];
  const patterns = Array.from({ length: 64 }, () => dice.below(2 ** 32));
  for (let at = 0; at < textureBytes; at += 8) {
    for (const index of [0, 1]) {
      if (dice.below(4) === 0) {
        colours[index] = (colours[index] + 1 + dice.below(3) * 0x20) & 0xffff;
      }
      bytes.writeUInt16LE(colours[index], at + 2 * index);
    }
    const texels = dice.below(3) === 0 ? dice.below(2 ** 32) : dice.one(patterns);
    bytes.writeUInt32LE(texels, at + 4);
  }
  return bytes;
}

/** All of them in one file. */
export function pack(dice: Dice, texture: (dice: Dice) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: textures }, () => texture(dice)));
}
