import type { GroupConfiguration } from './group-configuration.ts';
import {
  isJsonObject,
  type JsonObject,
  optionalObject,
  optionalText,
  optionalTexts,
  unrecognizable,
} from './returned-event.ts';

export type ClaimChanges = { readonly add: JsonObject; readonly suppress: readonly string[] };

/** What a PreTokenGeneration function wants of the tokens. */
export type TokenOverrides = {
  /** Absent: the groups stay as they are. */
  readonly groups?: GroupConfiguration;
  readonly idToken: ClaimChanges;
  readonly accessToken: ClaimChanges;
  readonly addScopes: readonly string[];
  readonly suppressScopes: readonly string[];
};

export type EventVersion = 'V1_0' | 'V2_0' | 'V3_0';

const UNCHANGED: ClaimChanges = { add: {}, suppress: [] };

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isClaimValue = (value: unknown): boolean =>
  isPlain(value) || isJsonObject(value) || (Array.isArray(value) && value.every(isPlain));

const claimChanges = (details: JsonObject | undefined, isValue: (value: unknown) => boolean): ClaimChanges => {
  if (details === undefined) return UNCHANGED;
  const add = optionalObject(details, 'claimsToAddOrOverride') ?? {};
  if (!Object.values(add).every(isValue)) throw unrecognizable();
  return { add, suppress: optionalTexts(details, 'claimsToSuppress') ?? [] };
};

/** An empty or null object takes the groups away; leaving it out keeps them. */
const groupOverride = (details: JsonObject): { readonly groups?: GroupConfiguration } => {
  if (details.groupOverrideDetails === undefined) return {};
  const given = optionalObject(details, 'groupOverrideDetails') ?? {};
  return {
    groups: {
      groupsToOverride: optionalTexts(given, 'groupsToOverride') ?? [],
      iamRolesToOverride: optionalTexts(given, 'iamRolesToOverride') ?? [],
      preferredRole: optionalText(given, 'preferredRole') ?? null,
    },
  };
};

const scopes = (details: JsonObject | undefined, name: string): readonly string[] => {
  const given = (details === undefined ? undefined : optionalTexts(details, name)) ?? [];
  if (given.some((scope) => scope === '' || /\s/.test(scope))) throw unrecognizable();
  return given;
};

/** Basic events change the ID token and the groups of both; their claims are text. */
const basicOverrides = (response: JsonObject): TokenOverrides => {
  const details = optionalObject(response, 'claimsOverrideDetails') ?? {};
  return {
    ...groupOverride(details),
    idToken: claimChanges(details, (value) => typeof value === 'string'),
    accessToken: UNCHANGED,
    addScopes: [],
    suppressScopes: [],
  };
};

export const toTokenOverrides = (version: EventVersion, response: JsonObject): TokenOverrides => {
  if (version === 'V1_0') return basicOverrides(response);
  const details = optionalObject(response, 'claimsAndScopeOverrideDetails') ?? {};
  const access = optionalObject(details, 'accessTokenGeneration');
  return {
    ...groupOverride(details),
    idToken: claimChanges(optionalObject(details, 'idTokenGeneration'), isClaimValue),
    accessToken: claimChanges(access, isClaimValue),
    addScopes: scopes(access, 'scopesToAdd'),
    suppressScopes: scopes(access, 'scopesToSuppress'),
  };
};
