import type { UserPool } from '../pools/user-pool.ts';
import { type GroupConfiguration, groupConfigurationOf } from '../triggers/group-configuration.ts';
import { unrecognizable } from '../triggers/returned-event.ts';
import type { ClaimChanges, TokenOverrides } from '../triggers/token-overrides.ts';
import type { Claims } from './json-web-token.ts';

/** The one scope of access tokens that come of API calls: without it a token does not serve the user's own calls. */
export const ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

export type TokenClaims = { readonly idToken: Claims; readonly accessToken: Claims };

/** Neither added nor changed nor suppressed, in any token. */
const FIXED = [
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'event_id', 'exp', 'iat', 'identities', 'iss', 'jti'],
  ...['nbf', 'nonce', 'origin_jti', 'sub', 'token_use'],
];
const FIXED_IN_ACCESS_TOKENS = ['client_id', 'device_key', 'scope', 'username', 'version'];

/** Claims of the ID token that take no lists and objects. */
const PLAIN = ['phone_number_verified', 'email_verified', 'updated_at', 'address'];

const GROUPS = 'cognito:groups';
const ROLES = ['cognito:roles', 'cognito:preferred_role'];

const without = (claims: Claims, names: readonly string[]): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const groupClaim = ({ groupsToOverride }: GroupConfiguration): Claims =>
  groupsToOverride.length === 0 ? {} : { [GROUPS]: groupsToOverride };

const roleClaims = ({ iamRolesToOverride, preferredRole }: GroupConfiguration): Claims => ({
  ...(iamRolesToOverride.length === 0 ? {} : { 'cognito:roles': iamRolesToOverride }),
  ...(preferredRole === null ? {} : { 'cognito:preferred_role': preferredRole }),
});

const withGroups = ({ idToken, accessToken }: TokenClaims, groups: GroupConfiguration): TokenClaims => ({
  idToken: { ...without(idToken, [GROUPS, ...ROLES]), ...groupClaim(groups), ...roleClaims(groups) },
  accessToken: { ...without(accessToken, [GROUPS]), ...groupClaim(groups) },
});

/** Suppressing wins over adding. Changes of fixed claims are dropped without a word. */
const change = (claims: Claims, { add, suppress }: ClaimChanges, fixed: readonly string[]): Claims => {
  const isOpen = (name: string): boolean => !fixed.includes(name) && !name.startsWith('cognito:');
  const added = Object.entries(add).filter(([name]) => isOpen(name) && !name.startsWith('dev:'));
  const suppressed = suppress.flatMap((name) => (name === GROUPS ? [GROUPS, ...ROLES] : isOpen(name) ? [name] : []));
  return without({ ...claims, ...Object.fromEntries(added) }, suppressed);
};

const scopeClaim = ({ addScopes, suppressScopes }: TokenOverrides): Claims => {
  const scopes = [...new Set([ADMIN_SCOPE, ...addScopes])].filter((scope) => !suppressScopes.includes(scope));
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') };
};

const audienceClaim = ({ accessToken }: TokenOverrides, clientId: unknown): Claims => {
  const { aud } = accessToken.add;
  if (aud === undefined) return {};
  if (aud !== clientId) throw unrecognizable();
  return { aud };
};

/**
 * The tokens as a PreTokenGeneration function left them. Which claims it can change: Developer Guide, page
 * user-pool-lambda-pre-token-generation, "Claims and scopes reference".
 */
const withOverrides = (claims: TokenClaims, overrides: TokenOverrides): TokenClaims => {
  const { idToken, accessToken } = overrides.groups === undefined ? claims : withGroups(claims, overrides.groups);
  if (PLAIN.some((name) => typeof overrides.idToken.add[name] === 'object')) throw unrecognizable();
  const changed = change(accessToken, overrides.accessToken, [...FIXED, ...FIXED_IN_ACCESS_TOKENS]);
  return {
    idToken: change(idToken, overrides.idToken, FIXED),
    accessToken: {
      ...without(changed, ['scope']),
      ...scopeClaim(overrides),
      ...audienceClaim(overrides, accessToken.client_id),
    },
  };
};

/** Adds what the user's groups say, then what the pool's function says. */
export const completeClaims = (
  pool: UserPool,
  claims: TokenClaims,
  groups: readonly string[],
  overrides: TokenOverrides | null,
): TokenClaims => {
  const grouped = withGroups(claims, groupConfigurationOf(pool, groups));
  return overrides === null ? grouped : withOverrides(grouped, overrides);
};
