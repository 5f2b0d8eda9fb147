import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { type IssueClaimsPorts, type IssueClaimsSettings, issueClaims } from '../../core/issue-claims/issue-claims.ts';

const settings: IssueClaimsSettings = {
  userPoolId: 'eu-west-1_aTargetPl',
  previousSub: 'custom:prev_sub_id',
  claims: { previousSub: 'prev_sub', owner: 'owner_id', ownerForm: 'sub' },
  groups: ['readers', 'writers'],
};
const nowMs = 1_000_000;
const bound = {
  previousSub: 'old-sub',
  state: 'bound',
  loginHash: 'hash',
  claimedBy: 'trigger',
  claimedAtMs: 1,
  previousUsername: 'old-name',
  newSub: 'new-sub',
  groups: ['readers', 'writers', 'retired'],
} as const satisfies LedgerRow;
const { newSub: _, ...unbound } = bound;

const eventOf = (attributes: object, overrides: object = {}) => ({
  version: '1',
  triggerSource: 'TokenGeneration_Authentication',
  userPoolId: 'eu-west-1_aTargetPl',
  userName: 'new-name',
  request: { userAttributes: { sub: 'new-sub', ...attributes } },
  response: { claimsOverrideDetails: null },
  ...overrides,
});
const named = eventOf({ 'custom:prev_sub_id': 'old-sub' });

const setUp = (row?: LedgerRow) => {
  const reads: string[] = [];
  const ports: IssueClaimsPorts = {
    async find(sub) {
      reads.push(sub);
      return row;
    },
    nowMs: () => nowMs,
  };
  return { reads, ports };
};
const nothing = { add: {}, suppress: ['prev_sub', 'owner_id'], groups: [] };

describe('issueClaims', () => {
  it('says of a user who crossed who they were, for one read', async () => {
    const { reads, ports } = setUp(bound);

    expect(await issueClaims(named, settings, ports)).toEqual({
      outcome: 'crossed',
      changes: { add: { prev_sub: 'old-sub', owner_id: 'old-sub' }, suppress: [], groups: ['readers', 'writers'] },
    });
    expect(reads).toEqual(['old-sub']);
  });

  it('says of everybody else that they are themselves, and reads nothing', async () => {
    const { reads, ports } = setUp(bound);

    expect(await issueClaims(eventOf({}), settings, ports)).toEqual({
      outcome: 'not-from-source',
      changes: { add: { owner_id: 'new-sub' }, suppress: ['prev_sub'], groups: [] },
    });
    expect(reads).toEqual([]);
  });

  it.each<[string, LedgerRow | undefined, string]>([
    ['whom nobody claimed', undefined, 'no-claim'],
    ['who is somebody else', { ...bound, newSub: 'somebody-else' }, 'bound-to-another'],
    ['who is not bound yet', { ...unbound, state: 'reserved' }, 'not-bound'],
    ['who was forgotten', { ...bound, state: 'forgotten', forgottenAtMs: 1 } as LedgerRow, 'forgotten'],
  ])('says nothing of a user who names a source user %s', async (__, row, reason) => {
    const { ports } = setUp(row);

    expect(await issueClaims(named, settings, ports)).toEqual({ outcome: 'unproven', reason, changes: nothing });
  });

  it('says nothing rather than guess while the ledger fails', async () => {
    const ports = { ...setUp().ports, find: () => Promise.reject(new Error('old-sub')) };

    expect(await issueClaims(named, settings, ports)).toEqual({
      outcome: 'failed',
      errorName: 'Error',
      changes: nothing,
    });
  });

  it.each<[string, Partial<LedgerRow>, string[]]>([
    ['before they are replayed', {}, ['readers', 'writers']],
    ['in the sign-in that replayed them', { groupsReplayedAtMs: nowMs - 1_000 }, ['readers', 'writers']],
    ['when Cognito alone decides about them', { groupsReplayedAtMs: nowMs - 61_000 }, []],
    ['that are still to do', { groupsReplayedAtMs: nowMs - 61_000, pendingGroups: ['writers'] }, ['writers']],
  ])('names groups %s', async (__, progress, groups) => {
    const { ports } = setUp({ ...bound, ...progress } as LedgerRow);

    expect(await issueClaims(named, settings, ports)).toMatchObject({ changes: { groups } });
  });

  it('touches no claim that is not configured', async () => {
    const { ports } = setUp(bound);

    expect(await issueClaims(named, { ...settings, claims: { ownerForm: 'sub' } }, ports)).toMatchObject({
      changes: { add: {}, suppress: [] },
    });
  });

  it.each([
    ['sub', 'old-sub', 'new-sub'],
    ['sub::username', 'old-sub::old-name', 'new-sub::new-name'],
  ] as const)('writes owners as the data does: as %s', async (ownerForm, crossed, others) => {
    const inThisForm = { ...settings, claims: { owner: 'owner_id', ownerForm } };
    const ownerOf = async (event: object) => {
      const report = await issueClaims(event, inThisForm, setUp(bound).ports);
      return report?.changes.add.owner_id;
    };

    expect(await ownerOf(named)).toBe(crossed);
    expect(await ownerOf(eventOf({}))).toBe(others);
  });

  it('names no owner by a username that the ledger does not have', async () => {
    const { previousUsername: __, ...nameless } = bound;
    const inThisForm = { ...settings, claims: { owner: 'owner_id', ownerForm: 'sub::username' } } as const;

    expect(await issueClaims(named, inThisForm, setUp(nameless).ports)).toMatchObject({
      outcome: 'unproven',
      reason: 'no-previous-username',
      changes: { add: {}, suppress: ['owner_id'] },
    });
  });

  it('reads nothing for what no sub can be', async () => {
    const { reads, ports } = setUp(bound);

    const report = await issueClaims(eventOf({ 'custom:prev_sub_id': 'x'.repeat(257) }), settings, ports);

    expect(report).toMatchObject({ outcome: 'unproven', reason: 'no-claim' });
    expect(reads).toEqual([]);
  });

  it('leaves alone what is no token of a user of the target', async () => {
    const { ports } = setUp(bound);
    const others = [
      { ...named, userPoolId: 'eu-west-1_other' },
      { ...named, triggerSource: 'PostAuthentication_Authentication' },
      { ...named, triggerSource: 'TokenGeneration_ClientCredentials', request: {} },
    ];

    for (const event of others) expect(await issueClaims(event, settings, ports)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (event) => {
        expect(await issueClaims(event, settings, ports)).toBeUndefined();
      }),
    );
  });
});
