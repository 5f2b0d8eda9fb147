import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scratch } from '../../core/journal/scratch.ts';
import { createSorter } from '../../core/spill/create-sorter.ts';
import { followLines } from '../../core/spill/follow-lines.ts';
import { encodeKeyedLine, type KeyedLine, readKeyedLines } from '../../core/spill/keyed-line.ts';
import { createLineStore } from '../../core/spill/line-store.ts';
import { joinRuns, mergeRuns } from '../../core/spill/sorted-runs.ts';
import { list, openMemoryRun } from '../support/export-world.ts';
import { heldBytes } from '../support/held-bytes.ts';

const scratchOf = async (): Promise<Scratch> => (await openMemoryRun()).scratch;
const flat = async (batches: AsyncIterable<readonly KeyedLine[]>) => (await Array.fromAsync(batches)).flat();

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a', 'b', 'a\tb', 'a\n', '\\', '"', '', '\ufeffa'),
  // Alike for longer than what is compared first.
  fc.constantFrom('', '1', '2', '12', 'é', '"', '~', ' ').map((end) => `a-sign-in-name-${end}`),
  fc.constantFrom('', '1', '2').map((end) => `short${end}`),
);
const lines = fc.array(fc.record({ key, text: fc.string().map((value) => JSON.stringify(value)) }), { maxLength: 60 });
/** What a stable sort in memory gives. */
const inOrder = (unordered: readonly KeyedLine[]) =>
  unordered.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

describe('a sorter', () => {
  it('sorts as memory would, stably, however little memory it has', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 300 }), async (unordered, memory) => {
        const sorter = createSorter(await scratchOf(), 'x', memory);
        for (const line of unordered) {
          sorter.add(line.key, line.text);
          await sorter.relieve();
        }
        expect(await flat(sorter.sorted())).toEqual(inOrder(unordered));
        expect(await flat(sorter.sorted())).toEqual(inOrder(unordered));
      }),
    );
  });

  it('leaves nothing behind when it is cleared', async () => {
    const written = new Set<string>();
    const scratch = await scratchOf();
    const watched: Scratch = {
      ...scratch,
      write: (name, chunks) => {
        written.add(name);
        return scratch.write(name, chunks);
      },
      remove: (name) => {
        written.delete(name);
        return scratch.remove(name);
      },
    };
    const sorter = createSorter(watched, 'x', 1);
    for (let n = 0; n < 300; n += 1) {
      sorter.add(String(n), '0');
      await sorter.relieve();
    }
    await flat(sorter.sorted());
    expect(written.size).toBeGreaterThan(0);
    expect(written.size).toBeLessThanOrEqual(128);
    await sorter.clear();
    expect([...written]).toEqual([]);
  });
});

describe('a store of lines', () => {
  it.each([
    ['plain', 'user-name-of-many-signs-'],
    ['with other letters', 'üser-name-of-many-signs-'],
    ['with signs that are escaped', 'user"name-of-many-signs-'],
  ])('holds nothing of the long texts that its keys were cut out of (%s)', (_what, beginning) => {
    const count = 2_000;
    const store = createLineStore();
    const before = heldBytes();
    for (let n = 0; n < count; n += 1) {
      const [key = ''] = `${beginning}${n},${String(n).repeat(5_000)}`.split(',');
      store.add({ key, text: '1' });
    }
    expect((heldBytes() - before) / count).toBeLessThan(500);
    expect([...store.sortedLines()].flat()).toHaveLength(count);
  });
});

describe('runs', () => {
  it('are joined in rounds until few enough are left, and say the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { maxLength: 12 }), fc.integer({ min: 2, max: 4 }), async (runs, fanIn) => {
        const scratch = await scratchOf();
        const store = createLineStore();
        for (const [at, run] of runs.entries()) {
          for (const line of run) store.add(line);
          await scratch.write(`run-${at}`, store.sortedPieces());
          store.clear();
        }
        const names = runs.map((_, at) => `run-${at}`);

        const joined = await joinRuns(scratch, names, 'joined', fanIn);

        expect(joined.length).toBeLessThanOrEqual(fanIn);
        expect(await flat(mergeRuns(scratch, joined))).toEqual(inOrder(runs.flat()));
        // Those that were given are still there.
        expect(await flat(mergeRuns(scratch, names))).toEqual(inOrder(runs.flat()));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a keyed line', () => {
  it('reads back as it was, whatever its key holds and wherever its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 7 }), async (written, size) => {
        const bytes = Buffer.from(written.map(encodeKeyedLine).join(''));
        const chunks: Uint8Array[] = [];
        for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
        expect(await flat(readKeyedLines(list(chunks)))).toEqual(written);
      }),
    );
  });
});

describe('lines of every length', () => {
  const long = [10, 1_000, 70_000, 3, 200_000, 64 * 1024, 5_000].flatMap((length, n) =>
    Array.from({ length: 40 }, (_, at) => ({
      key: `${(n * 40 + at) % 7}-é`,
      text: `${n}-${at}-${'ü'.repeat(length / 4)}`,
    })),
  );

  it.each([1, 1_000, 40_000, 10_000_000])('come back from a sorter with a memory of %i bytes', async (memory) => {
    const sorter = createSorter(await scratchOf(), 'x', memory);
    for (const { key: sortKey, text } of long) {
      sorter.add(sortKey, text);
      await sorter.relieve();
    }
    expect(await flat(sorter.sorted())).toEqual(inOrder(long));
  });

  it.each([1_000, 1_025, 3_001, 1_000_000])('are read from chunks of %i bytes', async (size) => {
    const bytes = Buffer.from(long.map(encodeKeyedLine).join(''));
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    expect(await flat(readKeyedLines(list(chunks)))).toEqual(long);
  });
});

describe('a follower', () => {
  it('finds what a map of the first texts would, for keys that are asked for in order', async () => {
    const sorted = inOrder(['b', 'b', 'd', 'e', 'e', 'g'].map((each, n) => ({ key: each, text: String(n) })));
    for (const size of [1, 2, 3, 6]) {
      const batches = Array.from({ length: Math.ceil(6 / size) }, (_, n) => sorted.slice(n * size, n * size + size));
      const follower = followLines(list(batches));
      expect(await follower.findAll(['a', 'b'])).toEqual([undefined, '0']);
      expect(await follower.findAll(['c', 'e', 'f'])).toEqual([undefined, '3', undefined]);
      expect(await follower.findAll(['g', 'h'])).toEqual(['5', undefined]);
      expect(await follower.findAll(['i'])).toEqual([undefined]);
    }
  });
});
