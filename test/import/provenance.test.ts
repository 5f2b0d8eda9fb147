import { describe, expect, it } from 'vitest';
import type { UserRecord } from '../../core/users/user-record.ts';
import { email, inTarget, sub, users } from '../support/import-people.ts';
import { createImportWorld, loginHash } from '../support/import-world.ts';

describe('provenance', () => {
  it.each([
    ['counts rows from 1', { firstLine: 1 }],
    ['counts the header', { firstLine: 2 }],
    ['counts from 0', { firstLine: 0 }],
    [
      'words things as in 2023',
      {
        words: {
          FAILED:
            'The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).',
        },
      },
    ],
    [
      'words things as in 2024',
      {
        words: {
          FAILED:
            'The User Record does not set any of the auto verified attributes to verified. (Example: email_verified to true).',
        },
      },
    ],
    ['words things in ways unknown today', { words: { SUCCEEDED: 'ok', FAILED: 'no', SKIPPED: 'hm' } }],
    ['lost some lines', { losesLine: (line: number) => line % 3 === 0 }],
  ])('is found when the log %s', async (_what, jobs) => {
    const fails = (login: string) => login === email(2) || login === email(5);
    const world = await createImportWorld({ users: users(7), jobs: { fails, ...jobs } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 5, failed: 2 });
    expect(world.outcomes().get(sub(2))?.outcome).toBe('failed');
    expect(world.outcomes().get(sub(5))?.outcome).toBe('failed');
  });

  it('rests on the new users themselves when there is no log', async () => {
    const world = await createImportWorld({ users: users(3), jobs: { isUnreadable: true } });

    const result = await world.importOnce();

    expect(result.counts.imported).toBe(3);
    expect(result.warnings.join()).toContain('could not be read');
  });

  it('is not assumed when there is no log and the pool keeps no previous sub', async () => {
    const world = await createImportWorld({ users: users(3), withoutPreviousSub: true, jobs: { isUnreadable: true } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 0, failedByCode: { unproven: 3 } });
    expect(result.alarm.unexplainedImports).toBe(0);
  });

  it('waits for a listing that lags behind', async () => {
    const world = await createImportWorld({ users: users(3), staleListings: 3 });

    expect((await world.importOnce()).counts.imported).toBe(3);
  });

  it('is not claimed for a row whose person the ledger binds to somebody else meanwhile', async () => {
    const world = await createImportWorld({ users: users(2) });
    const bind = world.ledger.bind;
    const lazily = {
      previousSub: sub(1),
      loginHash: loginHash(email(1)),
      newSub: 'lazy',
      newUsername: 'l',
      boundAtMs: 1,
    };
    world.ledger.bind = async (binding) => {
      await bind(lazily);
      return bind(binding);
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { unproven: 1 } });
    expect(world.outcomes().get(sub(1))).not.toHaveProperty('newSub');
  });

  it('keeps its claim when another import run has taken that back meanwhile', async () => {
    const world = await createImportWorld({ users: users(2) });
    const other = { previousSub: sub(1), loginHash: loginHash(email(1)), claimedBy: 'import', runId: 'other' } as const;
    const bind = world.ledger.bind;
    let isReleased = false;
    world.ledger.bind = async (binding) => {
      // It sent the same row after this run did, was told that the user exists, and cleans up.
      if (binding.previousSub === sub(1) && !isReleased) {
        isReleased = true;
        await world.ledger.claim({ ...other, claimedAtMs: 0 });
        await world.ledger.release(sub(1), 'other');
      }
      return bind(binding);
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 2, failed: 0 });
    expect(world.ledger.rows.get(sub(1))).toMatchObject({ state: 'bound', newSub: `new-${email(1)}` });
  });

  it('is denied to somebody who signed up with the name while the job ran', async () => {
    const meanwhile = (all: UserRecord[], nowMs: number) =>
      void all.push(inTarget(2, { createdAtMs: nowMs, status: 'CONFIRMED' }));
    const world = await createImportWorld({ users: users(3), jobs: { meanwhile } });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 2, failedByCode: { unproven: 1 } });
    expect(world.ledger.rows.has(sub(2))).toBe(false);
  });
});
