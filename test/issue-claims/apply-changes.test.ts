import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../core/issue-claims/apply-changes.ts';

const groupConfiguration = { groupsToOverride: ['staff'], iamRolesToOverride: ['arn:role'], preferredRole: 'arn:role' };
const basic = (claimsOverrideDetails: unknown = null) => ({
  version: '1',
  userName: 'ada',
  request: { groupConfiguration },
  response: { claimsOverrideDetails },
});
const full = (claimsAndScopeOverrideDetails: unknown = null) => ({
  version: '2',
  userName: 'ada',
  request: { groupConfiguration, scopes: [] },
  response: { claimsAndScopeOverrideDetails },
});
const changes = { add: { owner_id: 'old' }, suppress: ['prev_sub'], groups: ['readers', 'staff'] };

describe('applyChanges', () => {
  it('returns the event itself where there is nothing to change', () => {
    const event = basic();

    expect(applyChanges(event, { add: {}, suppress: [], groups: [] })).toBe(event);
  });

  it('changes the ID token in events of version 1, and keeps groups with their roles', () => {
    expect(applyChanges(basic(), changes)).toEqual(
      basic({
        claimsToAddOrOverride: { owner_id: 'old' },
        claimsToSuppress: ['prev_sub'],
        groupOverrideDetails: { ...groupConfiguration, groupsToOverride: ['staff', 'readers'] },
      }),
    );
  });

  it.each(['2', '3'])('changes both tokens in events of version %s', (version) => {
    const generation = { claimsToAddOrOverride: { owner_id: 'old' }, claimsToSuppress: ['prev_sub'] };

    expect(applyChanges({ ...full(), version }, changes)).toEqual({
      ...full({
        idTokenGeneration: generation,
        accessTokenGeneration: generation,
        groupOverrideDetails: { ...groupConfiguration, groupsToOverride: ['staff', 'readers'] },
      }),
      version,
    });
  });

  it('keeps what another function has answered, except about its own claims', () => {
    const answered = {
      idTokenGeneration: {
        claimsToAddOrOverride: { tenant: 'north', owner_id: 'forged', prev_sub: 'forged' },
        claimsToSuppress: ['phone_number', 'owner_id'],
      },
      accessTokenGeneration: { scopesToAdd: ['read'] },
      groupOverrideDetails: { groupsToOverride: ['chosen'] },
    };

    expect(applyChanges(full(answered), changes)).toEqual(
      full({
        idTokenGeneration: {
          claimsToAddOrOverride: { tenant: 'north', owner_id: 'old', prev_sub: 'forged' },
          claimsToSuppress: ['phone_number', 'prev_sub'],
        },
        accessTokenGeneration: {
          scopesToAdd: ['read'],
          claimsToAddOrOverride: { owner_id: 'old' },
          claimsToSuppress: ['prev_sub'],
        },
        groupOverrideDetails: { groupsToOverride: ['chosen'] },
      }),
    );
  });

  it('says nothing of groups where the event does not', () => {
    expect(applyChanges({ ...basic(), request: {} }, changes)).not.toHaveProperty(
      'response.claimsOverrideDetails.groupOverrideDetails',
    );
  });
});
