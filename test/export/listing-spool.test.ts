import { expect, it } from 'vitest';
import { createListingSpool } from '../../core/export/listing/create-listing-spool.ts';
import { toListedUserLine } from '../../core/export/listing/listed-user-line.ts';
import { emptyListing } from '../../core/export/listing/listing-state.ts';
import { openMemoryRun } from '../support/export-world.ts';
import { buildUser } from '../support/user-builders.ts';

const prefixes = [...'0123456789abcdef'];
const pages = 50;
const usersPerPage = 10;
const memory = 10_000;
/** Lines of users with larger numbers are a little longer. */
const { key, text } = toListedUserLine(buildUser(1), 1);
const bytesPerUser = key.length + text.length;

it('chains wait for a slow disk, so that no more than two fillings of the memory are ever kept', async () => {
  const run = await openMemoryRun();
  let goOn = () => {};
  const disk = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isWriting = false;
  const slow = {
    ...run,
    scratch: {
      ...run.scratch,
      write: async (...args: Parameters<typeof run.scratch.write>) => {
        isWriting = true;
        await disk;
        return run.scratch.write(...args);
      },
    },
  };
  const spool = createListingSpool(emptyListing(0), slow, memory, () => 0);
  let taken = 0;
  const list = async (prefix: string) => {
    spool.restart(prefix);
    for (let page = 0; page < pages; page += 1) {
      const users = Array.from({ length: usersPerPage }, (_, at) => buildUser(taken + at + 1));
      taken += users.length;
      await spool.take(prefix, { users, ...(page < pages - 1 ? { paginationToken: String(page) } : {}) });
    }
  };
  const listed = Promise.all(prefixes.map(list));

  // Nothing but the disk is waited for: every chain that could go on has gone on after so many turns.
  for (let turn = 0; turn < 5_000; turn += 1) await Promise.resolve();
  expect(isWriting).toBe(true);
  expect(taken * bytesPerUser).toBeLessThan(2 * (memory + prefixes.length * usersPerPage * bytesPerUser));

  goOn();
  await listed;
  await spool.keep();
  expect(taken).toBe(prefixes.length * pages * usersPerPage);
  expect(Object.values(spool.state.chains).reduce((sum, { users }) => sum + users, 0)).toBe(taken);
  expect(spool.state.runs.length).toBeGreaterThan(10);
});

it('no page is taken any more once a run could not be written, whichever chain asks', async () => {
  const run = await openMemoryRun();
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const broken = { ...run, scratch: { ...run.scratch, write: () => Promise.reject(full) } };
  const spool = createListingSpool(emptyListing(0), broken, memory, () => 0);
  for (const prefix of prefixes) spool.restart(prefix);
  const users = Array.from({ length: memory / bytesPerUser + 1 }, (_, at) => buildUser(at));

  await expect(spool.take('0', { users })).rejects.toBe(full);
  for (const prefix of prefixes) await expect(spool.take(prefix, { users: [] })).rejects.toBe(full);
});
