import { isThrottle, isTransient } from '../../aws/clients/error-kinds.ts';
import { explainAwsError } from '../../aws/clients/explain-error.ts';
import { isStalePaginationToken, listUsersPage } from '../../aws/users/list-users.ts';
import { listAllUsers } from '../../core/export/list-all-users.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import type { CommandContext, Progress } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';

/** Every user of a pool, each once, under the configured share of the ListUsers quota. */
export async function* listUsersOf(
  pool: ConnectedPool,
  context: CommandContext,
  progress?: Progress,
): AsyncGenerator<UserRecord, void, undefined> {
  const { clock, random, signal, config } = context;
  const { userPoolId } = pool.profile;
  const rateLimit = createRateLimit({
    unitsPerSecond: config.limits.listRequestsPerSecond,
    unitsPerCall: 1,
    clock,
  });
  try {
    yield* listAllUsers({
      listUsersPage: (paginationToken) =>
        listUsersPage(
          pool.client,
          { userPoolId, ...(paginationToken === undefined ? {} : { paginationToken }) },
          signal,
        ),
      rateLimit,
      isThrottle,
      isTransient,
      isStaleToken: isStalePaginationToken,
      clock,
      random,
      signal,
      note: (what) => progress?.note(what),
    });
  } catch (error) {
    throw explainAwsError(error, {
      doing: `list the users of pool "${userPoolId}"`,
      action: 'cognito-idp:ListUsers',
    });
  }
}
