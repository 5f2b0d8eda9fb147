/** In a process of its own: fills a lookup with as many pairs as it is told, and prints the bytes it holds per pair. */
import { fillLookup } from './fill-lookup.ts';

const { lookup, bytesPerPair } = fillLookup(Number(process.argv[2]));
process.stdout.write(`${JSON.stringify({ pairs: lookup.size, bytesPerPair })}\n`);
