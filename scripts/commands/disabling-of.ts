import { disableUser } from '../../aws/users/disable-user.ts';
import { listUsersPage } from '../../aws/users/list-users.ts';
import { createRateLimit } from '../../core/flow/rate-limit.ts';
import type { DisablingPorts } from '../../core/import/import-ports.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** Half of the quota of 25 (UserUpdate), which cannot be raised and which the application needs, too. */
export const disablesPerSecond = 12;

/** Finds and disables single users of the target. Searching makes nobody an active user, whom AWS bills; reading would. */
export const disablingOf = (
  { client, profile: { userPoolId } }: ConnectedPool,
  context: CommandContext,
): DisablingPorts => {
  const { clock, signal, config } = context;
  const patiently = createPatientCalls(context);
  const limit = (unitsPerSecond: number) => createRateLimit({ unitsPerSecond, unitsPerCall: 1, clock });
  const searches = limit(config.limits.listRequestsPerSecond);
  const disables = limit(disablesPerSecond);
  const attempt = (verb: string, action: string) => ({
    doing: `${verb} of pool "${userPoolId}"`,
    action: `cognito-idp:${action}`,
  });
  return {
    async find(filter) {
      const users: UserRecord[] = [];
      let paginationToken: string | undefined;
      do {
        const query = { userPoolId, filter, ...(paginationToken === undefined ? {} : { paginationToken }) };
        const page = await patiently(attempt('search the users', 'ListUsers'), async () => {
          await searches.acquire(signal);
          return listUsersPage(client, query, signal);
        });
        users.push(...page.users);
        paginationToken = page.paginationToken;
      } while (paginationToken !== undefined);
      return users;
    },
    disable: (username) =>
      patiently(attempt('disable a user', 'AdminDisableUser'), async () => {
        await disables.acquire(signal);
        await disableUser(client, { userPoolId, username }, signal);
      }),
  };
};
