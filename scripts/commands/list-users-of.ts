import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { isRefusedParameter, listUsersPage } from '../../aws/users/list-users.ts';
import { listAllUsers, listEveryUser } from '../../core/export/listing/list-all-users.ts';
import type { ListingPorts } from '../../core/export/listing/listing-ports.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import type { CommandContext, Progress } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';

/** Every user of a pool, each once, under the configured share of the ListUsers quota. */
export const listUsersOf = (pool: ConnectedPool, context: CommandContext, progress?: Progress) =>
  explained(listAllUsers(listingOf(pool, context, progress)), pool);

/** The same in memory that does not grow with the pool; a listing that has to start over shows users again. */
export const listEveryUserOf = (pool: ConnectedPool, context: CommandContext, progress?: Progress) =>
  explained(listEveryUser(listingOf(pool, context, progress)), pool);

async function* explained(
  users: AsyncIterable<UserRecord>,
  pool: ConnectedPool,
): AsyncGenerator<UserRecord, void, undefined> {
  try {
    yield* users;
  } catch (error) {
    throw explainListingError(error, pool);
  }
}

/** What a listing of this pool needs, under the configured share of the ListUsers quota. */
export const listingOf = (
  { client, profile: { userPoolId } }: ConnectedPool,
  { clock, random, signal, config, warn }: CommandContext,
  progress?: Progress,
  burstUnits = 1,
): ListingPorts => ({
  listUsersPage: (query) => listUsersPage(client, { userPoolId, ...query }, signal),
  rateLimit: createRateLimit({
    unitsPerSecond: config.limits.listRequestsPerSecond,
    unitsPerCall: 1,
    burstUnits,
    clock,
  }),
  isThrottle,
  isTransient,
  isRefused: isRefusedParameter,
  clock,
  random,
  signal,
  note: (what) => progress?.note(what),
  onDoubt: (why) => warn(`Shards cannot be trusted. ${why} The pool is listed as a whole, which takes longer.`),
});

export const explainListingError = (error: unknown, { profile: { userPoolId } }: ConnectedPool) =>
  explainAwsError(error, { doing: `list the users of pool "${userPoolId}"`, action: 'cognito-idp:ListUsers' });
