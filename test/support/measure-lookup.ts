/** In a process of its own: fills a lookup with as many pairs as it is told, and prints the bytes it holds per pair. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createLookupBuilder } from '../../core/identity/lookup.ts';

const pairs = Number(process.argv[2]);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Different for different numbers, and without any order: each word is a one-to-one scramble of the number. */
const uuidOf = (number: number) => {
  const hex = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map((factor) => (Math.imul(number, factor) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const held = () => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const before = held();
const builder = createLookupBuilder();
for (let number = 1; number <= pairs; number += 1) {
  const oldSub = uuidOf(number);
  const newSub = uuidOf(number + pairs);
  builder.add({ oldSub, oldUsername: oldSub, newSub, newUsername: newSub, via: 'import' });
}
const lookup = builder.build();
const after = held();
if (lookup.bySub(uuidOf(pairs))?.newSub !== uuidOf(2 * pairs)) throw new Error('a pair got lost');
process.stdout.write(`${JSON.stringify({ pairs: lookup.size, bytesPerPair: (after - before) / pairs })}\n`);
