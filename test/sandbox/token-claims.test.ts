import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserPool } from '../../sandbox/cognito/pools/user-pool.ts';
import { completeClaims, type TokenClaims } from '../../sandbox/cognito/sign-in/token-claims.ts';
import { toTokenOverrides } from '../../sandbox/cognito/triggers/token-overrides.ts';
import type { Group } from '../../sandbox/cognito/users/group.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const group = (name: string, precedence?: number, roleArn: string | null = role(name)): [string, Group] => [
  name,
  {
    name,
    createdMs: 0,
    modifiedMs: 0,
    ...(roleArn === null ? {} : { roleArn }),
    ...(precedence === undefined ? {} : { precedence }),
  },
];
const poolWith = (...groups: [string, Group][]) => ({ groups: new Map(groups) }) as unknown as UserPool;

const CLAIMS: TokenClaims = {
  idToken: {
    sub: 'sub',
    email: 'ana@example.com',
    email_verified: true,
    'cognito:username': 'ana',
    'dev:note': 'x',
    aud: 'client',
    iss: 'issuer',
    token_use: 'id',
    exp: 2,
    iat: 1,
    auth_time: 1,
    event_id: 'e',
    origin_jti: 'o',
    jti: 'j',
  },
  accessToken: {
    sub: 'sub',
    client_id: 'client',
    username: 'ana',
    scope: 'aws.cognito.signin.user.admin',
    iss: 'issuer',
    token_use: 'access',
    exp: 2,
    iat: 1,
    auth_time: 1,
    event_id: 'e',
    origin_jti: 'o',
    jti: 'j',
  },
};

const POOL = poolWith(group('editors', 1));

const basic = (claimsOverrideDetails: object | null, groups: readonly string[] = []) =>
  completeClaims(POOL, CLAIMS, groups, toTokenOverrides('V1_0', { claimsOverrideDetails }));

const full = (claimsAndScopeOverrideDetails: object | null, groups: readonly string[] = []) =>
  completeClaims(POOL, CLAIMS, groups, toTokenOverrides('V2_0', { claimsAndScopeOverrideDetails }));

const FIXED_ID = Object.keys(CLAIMS.idToken).filter((name) => !['email', 'email_verified', 'dev:note'].includes(name));
const FIXED_ACCESS = Object.keys(CLAIMS.accessToken).filter((name) => name !== 'scope');

describe('claims that no function changes', () => {
  const names = fc.constantFrom(...FIXED_ID, ...FIXED_ACCESS, 'email', 'tenant', 'cognito:other', 'nonce', 'acr');
  const changes = fc.record({
    claimsToAddOrOverride: fc.dictionary(
      names.filter((name) => name !== 'aud'),
      fc.string(),
    ),
    claimsToSuppress: fc.array(names),
  });

  it('are as they were after any response', () => {
    fc.assert(
      fc.property(changes, changes, (idTokenGeneration, accessTokenGeneration) => {
        const { idToken, accessToken } = full({ idTokenGeneration, accessTokenGeneration });

        for (const name of FIXED_ID) expect(idToken[name]).toEqual(CLAIMS.idToken[name]);
        for (const name of FIXED_ACCESS) expect(accessToken[name]).toEqual(CLAIMS.accessToken[name]);
        for (const name of ['cognito:other', 'nonce', 'acr']) {
          expect(idToken).not.toHaveProperty([name]);
          expect(accessToken).not.toHaveProperty([name]);
        }
      }),
    );
  });
});

describe('other claims', () => {
  it('are suppressed rather than added when a response asks for both', () => {
    const { idToken } = basic({ claimsToAddOrOverride: { tenant: 'x' }, claimsToSuppress: ['tenant'] });

    expect(idToken).not.toHaveProperty('tenant');
  });

  it('that only administrators write can be suppressed, not changed', () => {
    expect(basic({ claimsToAddOrOverride: { 'dev:note': 'y' } }).idToken['dev:note']).toBe('x');
    expect(basic({ claimsToSuppress: ['dev:note'] }).idToken).not.toHaveProperty(['dev:note']);
  });

  it.each([[['a']], [{ a: 1 }], [7], [true], [null]])('are no %j in a basic response', (value) => {
    expect(() => basic({ claimsToAddOrOverride: { tenant: value } })).toThrow('Unrecognizable lambda output');
  });

  it.each([[[{}]], [null]])('are no %j in any response', (value) => {
    expect(() => full({ idTokenGeneration: { claimsToAddOrOverride: { tenant: value } } })).toThrow('Unrecognizable');
  });

  it.each(['email_verified', 'phone_number_verified', 'updated_at', 'address'])('%s takes no list', (name) => {
    expect(() => full({ idTokenGeneration: { claimsToAddOrOverride: { [name]: ['x'] } } })).toThrow('Unrecognizable');
  });

  it('let an access token have the audience of its client, and no other', () => {
    const withAudience = (aud: string) => full({ accessTokenGeneration: { claimsToAddOrOverride: { aud } } });

    expect(withAudience('client').accessToken.aud).toBe('client');
    expect(() => withAudience('another')).toThrow('Unrecognizable lambda output');
  });

  it.each([[null], [{}]])('stay as they are when the response says %j', (details) => {
    expect(basic(details)).toEqual(CLAIMS);
    expect(full(details)).toEqual(CLAIMS);
  });
});

describe('scopes', () => {
  it('are added and suppressed in the access token', () => {
    const accessTokenGeneration = {
      scopesToAdd: ['read', 'write', 'read'],
      scopesToSuppress: ['write', 'aws.cognito.signin.user.admin'],
    };

    expect(full({ accessTokenGeneration }).accessToken.scope).toBe('read');
  });

  it.each([[['two words']], ['read'], [[7]]])('are no %j', (scopesToAdd) => {
    expect(() => full({ accessTokenGeneration: { scopesToAdd } })).toThrow('Unrecognizable lambda output');
  });
});

describe('groups', () => {
  const grouped = { 'cognito:groups': ['editors'] };
  const roles = { 'cognito:roles': [role('editors')], 'cognito:preferred_role': role('editors') };

  it('are in both tokens, their roles in the ID token', () => {
    const { idToken, accessToken } = completeClaims(POOL, CLAIMS, ['editors'], null);

    expect(idToken).toEqual({ ...CLAIMS.idToken, ...grouped, ...roles });
    expect(accessToken).toEqual({ ...CLAIMS.accessToken, ...grouped });
  });

  it('stay when a response does not speak of them', () => {
    expect(basic({ claimsToAddOrOverride: {} }, ['editors']).idToken).toMatchObject({ ...grouped, ...roles });
  });

  it.each([[null], [{}]])('go away when a response says %j of them', (groupOverrideDetails) => {
    expect(basic({ groupOverrideDetails }, ['editors'])).toEqual(CLAIMS);
    expect(full({ groupOverrideDetails }, ['editors'])).toEqual(CLAIMS);
  });

  it('are replaced in both tokens, also by a basic response', () => {
    const details = { groupsToOverride: ['a'], iamRolesToOverride: ['r'], preferredRole: 'p' };

    const { idToken, accessToken } = basic({ groupOverrideDetails: details }, ['editors']);

    expect(idToken).toMatchObject({ 'cognito:groups': ['a'], 'cognito:roles': ['r'], 'cognito:preferred_role': 'p' });
    expect(accessToken).toMatchObject({ 'cognito:groups': ['a'] });
  });

  it('go with their roles when the claim is suppressed, and roles do not go alone', () => {
    expect(basic({ claimsToSuppress: ['cognito:groups'] }, ['editors']).idToken).toEqual(CLAIMS.idToken);
    expect(basic({ claimsToSuppress: ['cognito:roles'] }, ['editors']).idToken).toMatchObject(roles);
  });

  it.each([
    ['the first by precedence', [group('a', 2), group('b', 1), group('c')], role('b')],
    ['none where two come first with different roles', [group('a', 1), group('b', 1)], undefined],
    ['the one that two share', [group('a', 1, role('x')), group('b', 1, role('x'))], role('x')],
    ['none without precedence', [group('a')], undefined],
    ['none without roles', [group('a', 1, null)], undefined],
  ])('prefer the role of %s', (_title, groups, preferred) => {
    const names = groups.map(([name]) => name);

    expect(completeClaims(poolWith(...groups), CLAIMS, names, null).idToken['cognito:preferred_role']).toBe(preferred);
  });
});
