import { describe, expect, it } from 'vitest';
import type { Clock } from '../../core/flow/clock.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { email, inTarget, sub, users } from '../support/import-people.ts';
import { createImportWorld, type ImportWorld, loginHash } from '../support/import-world.ts';
import { buildUser } from '../support/user-builders.ts';

describe('rows that are left out', () => {
  const boundRow = {
    previousSub: sub(1),
    state: 'bound',
    loginHash: loginHash(email(1)),
    claimedBy: 'trigger',
    claimedAtMs: 0,
    newSub: 'there-1',
    newUsername: 'there-1',
  } as const;

  it.each([
    ['already there by a bound claim', { inTarget: [inTarget(1)], ledgerRows: [boundRow] }, 'already-there'],
    ['crossed and deleted since', { ledgerRows: [boundRow] }, 'crossed-and-gone'],
    [
      'forgotten on request',
      { ledgerRows: [{ previousSub: sub(1), state: 'forgotten' as const, forgottenAtMs: 0 }] },
      'forgotten',
    ],
    [
      'claimed for another sign-in name',
      { ledgerRows: [{ ...boundRow, state: 'reserved' as const, loginHash: 'other' }] },
      'claimed-by-other-login',
    ],
    [
      'being carried by the trigger at this moment',
      { inTarget: [inTarget(1)], ledgerRows: [{ ...boundRow, state: 'reserved' as const }] },
      'crossing-now',
    ],
    ['in the target under the same name without proof', { inTarget: [inTarget(1)] }, 'unproven'],
    [
      'whose name a stranger has',
      { inTarget: [inTarget(1, { attributes: new Map([['email', 'USER1@example.com']]) })] },
      'squatted',
    ],
    [
      'imported by an earlier run',
      {
        inTarget: [inTarget(1)],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'imported' as const, newSub: 'there-1', newUsername: 'there-1' },
        ],
      },
      'already-there',
    ],
    [
      'made by an earlier run, and deleted before it looked',
      {
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'failed' as const, code: 'gone-from-target' as const },
        ],
      },
      'crossed-and-gone',
    ],
    [
      'made by an earlier run that did not see them, and there now',
      {
        inTarget: [inTarget(1)],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'failed' as const, code: 'gone-from-target' as const },
        ],
      },
      'unproven',
    ],
    [
      'imported by an earlier run, with a claim that was left open',
      {
        inTarget: [inTarget(1)],
        ledgerRows: [{ ...boundRow, state: 'reserved' as const }],
        earlierOutcomes: [
          { sub: sub(1), username: 'user1', outcome: 'imported' as const, newSub: 'there-1', newUsername: 'there-1' },
        ],
      },
      'already-there',
    ],
  ])('are those %s', async (_what, options, reason) => {
    const world = await createImportWorld({ users: users(2), ...options });

    await world.importOnce();

    const { outcome, code } = world.outcomes().get(sub(1)) ?? {};
    expect(code ?? outcome).toBe(reason);
    expect(world.outcomes().get(sub(2))).toMatchObject({ outcome: 'imported' });
    expect(world.jobs.all.every((job) => !Buffer.from(job.file ?? '').includes(email(1)))).toBe(true);
  });

  it('name the holder apart from any new user, so that no map takes a stranger for the person', async () => {
    const world = await createImportWorld({ users: users(1), inTarget: [inTarget(1)] });

    await world.importOnce();

    expect(world.outcomes().get(sub(1))).toMatchObject({ holderSub: 'there-1' });
    expect(world.outcomes().get(sub(1))).not.toHaveProperty('newSub');
  });

  it.each([
    ['is gone', (all: UserRecord[]) => all.splice(0, 1), 'gone-from-source'],
    [
      'was disabled',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { enabled: false })),
      'disabled-since-export',
    ],
    [
      'has another address',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { attributes: { email: 'x@example.com' } })),
      'changed-since-export',
    ],
    [
      'is no longer verified',
      (all: UserRecord[]) => all.splice(0, 1, buildUser(1, { attributes: { email_verified: 'false' } })),
      'changed-since-export',
    ],
    [
      'shares the name with a newcomer',
      (all: UserRecord[]) => all.push(buildUser(99, { attributes: { email: 'User1@example.com' } })),
      'duplicate-since-export',
    ],
  ])('are those whose source user %s', async (_what, change, code) => {
    const world = await createImportWorld({ users: users(2) });
    change(world.source);

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failed: 1, failedByCode: { [code]: 1 } });
  });

  it.each([
    [
      'the plan waited for a yes for hours',
      { beforeConsent: ({ clock }: { clock: Clock }) => clock.sleep(3_600_000) },
      0,
    ],
    ['another job was waited for', {}, 100],
  ])('are those who were disabled while %s', async (_what, options, describes) => {
    const world: ImportWorld = await createImportWorld({
      users: users(2),
      ...options,
      onSleep: () => void world.source.splice(0, 1, buildUser(1, { enabled: false })),
    });
    if (describes > 0) world.jobs.addForeignJob(describes);

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, failedByCode: { 'disabled-since-export': 1 } });
  });

  it('are those who were disabled while a job before theirs ran for long', async () => {
    const disable = (world: ImportWorld) => void world.source.splice(499, 1, buildUser(500, { enabled: false }));
    const world: ImportWorld = await createImportWorld({
      users: users(500),
      canaryRows: 10,
      jobs: { runsForMs: 3_600_000, meanwhile: () => disable(world) },
    });

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 499, failedByCode: { 'disabled-since-export': 1 } });
  });

  it('are none because somebody typed their name into an unconfirmed sign-up', async () => {
    const world = await createImportWorld({ users: users(1) });
    world.source.push(buildUser(99, { status: 'UNCONFIRMED', attributes: { email: email(1) } }));

    expect((await world.importOnce()).counts).toMatchObject({ imported: 1 });
  });

  it('are those whom the trigger bound between the plan and the claim', async () => {
    const world = await createImportWorld({ users: users(2) });
    const { ledger } = world;
    const list = ledger.list;
    ledger.list = async function* () {
      yield* list();
      await ledger.claim({ previousSub: sub(1), loginHash: loginHash(email(1)), claimedBy: 'trigger', claimedAtMs: 0 });
      await ledger.bind({
        previousSub: sub(1),
        loginHash: loginHash(email(1)),
        newSub: 'x',
        newUsername: 'x',
        boundAtMs: 1,
      });
    };

    const result = await world.importOnce();

    expect(result.counts).toMatchObject({ imported: 1, alreadyThere: 1 });
    expect(world.target.map((user) => user.sub)).toEqual([`new-${email(2)}`]);
  });
});
