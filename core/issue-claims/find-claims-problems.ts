import type { Config } from '../config/schema.ts';
import { isWritableAttribute } from '../users/standard-attributes.ts';

/**
 * Claims that AWS makes itself.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html, read 2026-11-20.
 */
const claimsOfAws: ReadonlySet<string> = new Set([
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'device_key', 'event_id', 'exp', 'iat'],
  ...['identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub', 'token_use', 'username', 'version'],
]);

/** Why claims could not be issued with this configuration, each a sentence that names the key. */
export const findClaimsProblems = ({ trigger }: Pick<Config, 'trigger'>): string[] => {
  const { groups = false, previousSub, owner } = trigger?.claims ?? {};
  const names = Object.entries({ previousSub, owner }).filter((entry): entry is [string, string] => !!entry[1]);
  return [
    ...(names.length === 0 && !groups ? ['trigger.claims: names no claim, and no groups'] : []),
    ...(groups && Object.keys(trigger?.groups ?? {}).length === 0
      ? ['trigger.claims.groups: is on, but no group crosses; see trigger.groups']
      : []),
    ...(previousSub !== undefined && previousSub === owner
      ? ['trigger.claims.owner: is the same claim as trigger.claims.previousSub']
      : []),
    ...names.flatMap(([key, name]) => {
      if (claimsOfAws.has(name)) return [`trigger.claims.${key}: "${name}" is a claim of AWS's own`];
      // Users may write it, so nobody could tell whose word it is.
      return isWritableAttribute(name) ? [`trigger.claims.${key}: "${name}" is an attribute of users`] : [];
    }),
  ];
};
