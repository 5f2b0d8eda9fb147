import { describe, expect, it } from 'vitest';
import { createJournal } from '../../core/journal/create-journal.ts';
import { toEnvelope } from '../../core/journal/record-envelope.ts';
import type { JournalFile } from '../../core/journal/run-places.ts';
import { readAll } from '../support/read-all.ts';

const envelope = toEnvelope('remap-1', 'journal', 'writes');

/** A file whose n-th append fails after half of its bytes, as on a full disk. */
const createFile = (failingAppend?: number) => {
  let bytes = Buffer.alloc(0);
  let appends = 0;
  const file: JournalFile = {
    async *read() {
      yield bytes;
    },
    async truncate(length) {
      bytes = bytes.subarray(0, length);
    },
    async append(text) {
      appends += 1;
      const isFailing = appends === failingAppend;
      bytes = Buffer.concat([bytes, Buffer.from(text).subarray(0, isFailing ? text.length / 2 : undefined)]);
      if (isFailing) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  };
  return { file, appends: () => appends, cutTo: (length: number) => file.truncate(length), size: () => bytes.length };
};

const open = (file: JournalFile, as = envelope) => createJournal(file, as, 'writes.jsonl');

describe('a journal', () => {
  it('stops for good when the disk is full, and leaves what was durable', async () => {
    const { file } = createFile(2);
    const journal = open(file);
    await journal.append([1]);

    await expect(journal.append([2])).rejects.toThrow('no space left');
    await expect(journal.append([3])).rejects.toThrow('no space left');

    const next = open(file);
    await next.append([4]);
    expect(await readAll(next.read())).toEqual([1, 4]);
  });

  it('goes on after a cut at any byte with a prefix and what comes next', async () => {
    const whole = createFile();
    await open(whole.file).append(['a', 'b', 'c']);

    for (let length = 0; length <= whole.size(); length += 1) {
      const { file, cutTo } = createFile();
      await open(file).append(['a', 'b', 'c']);
      await cutTo(length);

      const journal = open(file);
      const kept = await readAll(journal.read());
      await journal.append(['next']);

      expect(['a', 'b', 'c'].slice(0, kept.length)).toEqual(kept);
      expect(await readAll(open(file).read())).toEqual([...kept, 'next']);
    }
  });

  it('writes appends that wait for one another together', async () => {
    const { file, appends } = createFile();
    const journal = open(file);

    await Promise.all(Array.from({ length: 100 }, (_, at) => journal.append([at])));

    expect(appends()).toBeLessThanOrEqual(2);
  });

  it.each([
    ['of another run', { ...envelope, run: 'remap-2' }, 'does not belong'],
    ['of another name', { ...envelope, name: 'segment-1' }, 'does not belong'],
    ['of a newer version', { ...envelope, schemaVersion: 2 }, 'newer poolferry'],
  ])('refuses the journal %s', async (_what, written, complaint) => {
    const { file } = createFile();
    await open(file, written).append([1]);

    await expect(readAll(open(file).read())).rejects.toThrow(complaint);
    await expect(open(file).append([2])).rejects.toThrow(complaint);
  });
});
