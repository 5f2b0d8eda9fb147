import { listUsersPage } from '../../aws/users/list-users.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import type { CommandContext } from './command.ts';
import type { ConnectedPool } from './connect-pools.ts';
import { createPatientCalls } from './patient-calls.ts';

/** By ListUsers, because AdminGetUser would count the user as active and be billed. The sub holds no quotes: see `readSub`. */
export const findUserBySub = async (
  { client, profile: { userPoolId } }: ConnectedPool,
  sub: string,
  context: CommandContext,
): Promise<UserRecord | undefined> => {
  const attempted = { doing: `look for a user of pool "${userPoolId}"`, action: 'cognito-idp:ListUsers' };
  let paginationToken: string | undefined;
  do {
    const request = {
      userPoolId,
      filter: `sub = "${sub}"`,
      ...(paginationToken === undefined ? {} : { paginationToken }),
    };
    const page = await createPatientCalls(context)(attempted, () => listUsersPage(client, request, context.signal));
    const user = page.users.find((each) => each.sub === sub);
    if (user !== undefined) return user;
    paginationToken = page.paginationToken;
  } while (paginationToken !== undefined);
  return undefined;
};
