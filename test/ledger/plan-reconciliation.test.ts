import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimRow, Ledger, LedgerRow } from '../../core/identity/ledger.ts';
import { bindMatches } from '../../core/ledger/bind-matches.ts';
import { planReconciliation } from '../../core/ledger/plan-reconciliation.ts';
import type { Match } from '../../core/ledger/reconciliation.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { createInMemoryLedger } from '../support/in-memory-ledger.ts';
import { buildTarget, buildUser } from '../support/user-builders.ts';

const oldSub = (n: number) => `old-${n}`;
const claimedAtMs = Date.UTC(2024, 0, 1);
const reserved = (n: number, overrides: Partial<ClaimRow> = {}): ClaimRow => ({
  previousSub: oldSub(n),
  state: 'reserved',
  loginHash: `hash(user${n}@example.com)`,
  claimedBy: 'trigger',
  claimedAtMs,
  triggerClaimedAtMs: claimedAtMs,
  ...overrides,
});
const bound = (n: number, newSub: string): ClaimRow => ({ ...reserved(n), state: 'bound', newSub, newUsername: 'x' });
const crossed = (n: number, { attributes = {}, ...overrides }: Parameters<typeof buildUser>[1] = {}) =>
  buildUser(n, { attributes: { 'custom:prev_sub_id': oldSub(n), ...attributes }, ...overrides });

const reconcile = async (
  rows: readonly LedgerRow[],
  users: readonly UserRecord[],
  { byUsername = false, happens = async (_: ReturnType<typeof createInMemoryLedger>) => {} } = {},
) => {
  const ledger = createInMemoryLedger(rows);
  const settings = {
    target: buildTarget(byUsername ? { signIn: { kind: 'username', aliases: [] } } : {}),
    usernameMode: byUsername ? ('keep' as const) : ('email' as const),
    previousSub: 'custom:prev_sub_id',
  };
  const found = await planReconciliation(settings, {
    find: ledger.find,
    claims: ledger.list,
    async *listTargetUsers() {
      await happens(ledger);
      yield* users;
    },
    hashLogin: (login) => `hash(${login})`,
  });
  return { found, ledger };
};

const bindAll = (matches: readonly Match[], { bind }: Pick<Ledger, 'bind'>) =>
  bindMatches(matches, {
    bind,
    rateLimit: { acquire: async () => undefined, charge: () => undefined },
    nowMs: () => 0,
    signal: new AbortController().signal,
    onSettled: () => undefined,
  });

const subsOf = (matches: readonly { readonly claim: ClaimRow }[]) => matches.map(({ claim }) => claim.previousSub);

describe('planReconciliation', () => {
  it('would bind who is there, newer than the claim, by an address that is verified', async () => {
    const { found } = await reconcile([reserved(1)], [crossed(1)]);

    expect(found.toBind).toEqual([{ claim: reserved(1), user: { sub: crossed(1).sub, username: 'user1' } }]);
    expect(found.contradictions).toEqual([]);
  });

  const notBound: [string, ClaimRow, UserRecord, string][] = [
    [
      'an address that is not verified',
      reserved(1),
      crossed(1, { attributes: { email_verified: 'false' } }),
      'another-login',
    ],
    ['another address', reserved(1), crossed(1, { attributes: { email: 'eve@example.com' } }), 'another-login'],
    [
      'an account older than the claim',
      reserved(1),
      crossed(1, { createdAtMs: claimedAtMs - 60_000 }),
      'older-than-claim',
    ],
  ];
  it.each(notBound)('binds nobody by %s, and raises an alarm', async (_, row, user, reason) => {
    const { found } = await reconcile([row], [user]);

    expect(found.toBind).toEqual([]);
    expect(found.contradictions).toEqual([{ reason, newSub: user.sub, previousSub: oldSub(1) }]);
  });

  it('binds by username only with the address that the claim was made with', async () => {
    const row = reserved(1, { loginHash: 'hash(user1)', contactHash: 'hash(user1@example.com)' });
    const thief = crossed(1, { attributes: { email: 'eve@example.com' } });

    expect(subsOf((await reconcile([row], [crossed(1)], { byUsername: true })).found.toBind)).toEqual([oldSub(1)]);
    expect((await reconcile([row], [thief], { byUsername: true })).found).toMatchObject({
      toBind: [],
      contradictions: [{ reason: 'another-contact' }],
    });
  });

  it('binds nobody for a username alone', async () => {
    const row = reserved(1, { loginHash: 'hash(user1)' });

    const { found } = await reconcile([row], [crossed(1)], { byUsername: true });

    expect(found.toBind).toEqual([]);
    expect(subsOf(found.unproven)).toEqual([oldSub(1)]);
  });

  it('leaves a user of an import to it where only the import can know', async () => {
    const row = reserved(1, { claimedBy: 'import', runId: 'run-1' });

    const { found } = await reconcile([row], [crossed(1, { createdAtMs: claimedAtMs - 60_000 })]);

    expect(subsOf(found.leftToImport)).toEqual([oldSub(1)]);
  });

  it('tells who has the name of somebody who cannot cross for it', async () => {
    const stranger = buildUser(1, { attributes: { email_verified: 'false' } });

    const { found } = await reconcile([reserved(1), reserved(2)], [stranger]);

    expect(found.nameTaken).toMatchObject([{ claim: { previousSub: oldSub(1) }, user: { sub: stranger.sub } }]);
    expect(found.withoutUser.map(({ previousSub }) => previousSub)).toEqual([oldSub(2)]);
  });

  it.each<[string, LedgerRow[], UserRecord, string]>([
    ['nobody claimed', [], crossed(1), 'no-claim'],
    ['somebody else became', [bound(1, 'another')], crossed(1), 'bound-to-another'],
    ['was forgotten', [{ previousSub: oldSub(1), state: 'forgotten', forgottenAtMs: 0 }], crossed(1), 'forgotten'],
    [
      'they are not, having crossed as another',
      [reserved(1), bound(2, crossed(1).sub)],
      crossed(1),
      'crossed-as-another',
    ],
  ])('raises an alarm about a user who names a source user whom %s', async (_, rows, user, reason) => {
    const { found } = await reconcile(rows, [user]);

    expect(found.toBind).toEqual([]);
    expect(found.contradictions).toMatchObject([{ reason, newSub: user.sub }]);
  });

  it('never repeats what a user wrote into the attribute unless the ledger knows it', async () => {
    for (const written of ['canary', 'canary'.repeat(99)]) {
      const { found } = await reconcile([], [crossed(1, { attributes: { 'custom:prev_sub_id': written } })]);

      expect(found.contradictions.map(({ reason }) => reason)).toEqual(['no-claim']);
      expect(JSON.stringify(found)).not.toContain('canary');
    }
  });

  it('binds neither of two who both fit', async () => {
    const twin = crossed(1, { sub: 'twin', attributes: { email: 'USER1@example.com' } });

    const { found } = await reconcile([reserved(1)], [crossed(1), twin]);

    expect(found.toBind).toEqual([]);
    expect(found.contradictions).toMatchObject([
      { reason: 'several-users', newSub: crossed(1).sub },
      { reason: 'several-users', newSub: 'twin' },
    ]);
  });

  it('counts bound users who are gone, whatever their ids look like', async () => {
    const uuid = buildUser(5).sub;
    const rows = [bound(1, crossed(1).sub), bound(2, 'odd-gone'), bound(3, 'odd-there'), { ...bound(4, uuid) }];

    const { found } = await reconcile(rows, [crossed(1), crossed(3, { sub: 'odd-there' })]);

    expect(found).toMatchObject({ bound: 4, boundAndGone: 2, contradictions: [] });
  });

  it('takes nobody for a fraud who was claimed and bound while it read', async () => {
    const { found } = await reconcile([], [crossed(1)], {
      async happens(ledger) {
        await ledger.claim(reserved(1));
        await ledger.bind({ ...reserved(1), newSub: crossed(1).sub, newUsername: 'x', boundAtMs: 0 });
      },
    });

    expect(found.contradictions).toEqual([]);
  });

  it('puts every unbound claim in exactly one place', async () => {
    const kind = fc.constantFrom('none', 'crossed', 'unverified', 'older', 'stranger', 'names another', 'bound');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(kind, fc.constantFrom('trigger', 'import')), { maxLength: 8 }),
        async (people) => {
          const rows = people.map(([what, claimedBy], n) =>
            what === 'bound'
              ? bound(n, buildUser(n).sub)
              : reserved(n, { claimedBy: claimedBy as 'trigger' | 'import' }),
          );
          const users = people.flatMap(([what], n) => {
            if (what === 'none') return [];
            if (what === 'unverified') return [crossed(n, { attributes: { email_verified: 'false' } })];
            if (what === 'older') return [crossed(n, { createdAtMs: 0 })];
            if (what === 'stranger') return [buildUser(n)];
            if (what === 'names another') return [crossed(n, { attributes: { 'custom:prev_sub_id': oldSub(n + 1) } })];
            return [crossed(n)];
          });

          const { found, ledger } = await reconcile(rows, users);

          const placed = [
            ...subsOf([...found.toBind, ...found.leftToImport, ...found.unproven, ...found.nameTaken]),
            ...found.withoutUser.map(({ previousSub }) => previousSub),
          ];
          const unbound = rows.filter(({ state }) => state === 'reserved').map(({ previousSub }) => previousSub);
          expect(placed.toSorted()).toEqual(unbound.toSorted());
          const newcomers = people.flatMap(([what], n) => (what === 'crossed' ? [oldSub(n)] : []));
          for (const { claim } of found.toBind) expect(newcomers).toContain(claim.previousSub);

          const result = await bindAll(found.toBind, ledger);
          expect(result).toEqual({ bound: found.toBind.length, changed: [] });
        },
      ),
    );
  });

  it('binds nobody whose claim changed since the plan', async () => {
    const { found, ledger } = await reconcile([reserved(1)], [crossed(1)]);
    await ledger.forget(oldSub(1), reserved(1), 0);

    const result = await bindAll(found.toBind, ledger);

    expect(result).toMatchObject({ bound: 0, changed: [{ claim: { previousSub: oldSub(1) } }] });
  });
});
