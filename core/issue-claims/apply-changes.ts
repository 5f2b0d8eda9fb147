import type { TokenChanges } from './issue-claims.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The event with the changes in its response, on top of what another function may have put there. Events of version 1 change
 * the ID token, later ones both tokens.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html, read 2026-11-20.
 */
export const applyChanges = (event: object, changes: TokenChanges): object => {
  const { add, suppress, groups } = changes;
  if (Object.keys(add).length + suppress.length + groups.length === 0) return event;
  const { version, request, response } = event as JsonObject;
  const { groupConfiguration } = toObject(request);
  if (version === '1') {
    const details = toObject(toObject(response).claimsOverrideDetails);
    const claimsOverrideDetails = {
      ...details,
      ...changeClaims(details, changes),
      ...groupsOf(details, groupConfiguration, groups),
    };
    return { ...event, response: { ...toObject(response), claimsOverrideDetails } };
  }
  const details = toObject(toObject(response).claimsAndScopeOverrideDetails);
  const changed = (name: string) => ({
    [name]: { ...toObject(details[name]), ...changeClaims(toObject(details[name]), changes) },
  });
  const claimsAndScopeOverrideDetails = {
    ...details,
    ...changed('idTokenGeneration'),
    ...changed('accessTokenGeneration'),
    ...groupsOf(details, groupConfiguration, groups),
  };
  return { ...event, response: { ...toObject(response), claimsAndScopeOverrideDetails } };
};

/** Suppressing wins over adding, so a claim stands in one of the two only. */
const changeClaims = (details: JsonObject, { add, suppress }: TokenChanges) => ({
  claimsToAddOrOverride: { ...toObject(details.claimsToAddOrOverride), ...add },
  claimsToSuppress: [
    ...new Set([...toList(details.claimsToSuppress).filter((name) => !Object.hasOwn(add, String(name))), ...suppress]),
  ],
});

/**
 * Groups stay as they are only where they are repeated: AWS takes an empty answer for none. Roles of groups that are new are not
 * known here; the next tokens have them.
 */
const groupsOf = (details: JsonObject, configuration: unknown, groups: readonly string[]): JsonObject => {
  // Another function has decided about them.
  if (details.groupOverrideDetails !== undefined) return {};
  if (typeof configuration !== 'object' || configuration === null) return {};
  const { groupsToOverride } = configuration as JsonObject;
  const all = [...new Set([...toList(groupsToOverride), ...groups])];
  return { groupOverrideDetails: { ...configuration, groupsToOverride: all } };
};

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const toObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
