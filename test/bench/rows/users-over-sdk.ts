import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { BenchRow } from '../bench-row.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';
import { listAll, startBenchSandbox, userRequest } from '../many-users.ts';

const USERS = 100_000;
/** Enough to know what one call costs. */
const REFERENCE_USERS = 10_000;

const createUsers = async (client: CognitoIdentityProviderClient, userPoolId: string, count: number) => {
  for (let number = 0; number < count; number += 1) {
    await client.send(new AdminCreateUserCommand(userRequest(userPoolId, number)));
  }
};

/** A transport that has the answer before it is asked. */
const answersAtOnce = () => {
  const body = Buffer.from(JSON.stringify({ User: { Username: 'user', Enabled: true, Attributes: [] } }));
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { handle: async () => ({ response: { statusCode: 200, headers, body } }) };
};

export const usersOverSdk: BenchRow = {
  name: 'users-over-sdk',
  measures:
    '100,000 users created and listed in process, by an SDK client without a socket or signatures: processor time',
  unit: 's',
  reference: 'the SDK client alone: as many AdminCreateUser calls that are answered at once',
  // Of the ratio: more than half of the figure is the SDK, which nobody here can make faster.
  budget: { of: 'ratio', atMost: 2.5 },
  run: async () => {
    const { sandbox, userPoolId } = await startBenchSandbox();
    const bare = new CognitoIdentityProviderClient({ ...sandbox.clientSettings, requestHandler: answersAtOnce() });
    // The first calls of a client load and compile.
    await createUsers(bare, userPoolId, 100);
    const referenceS = await cpuSecondsOf(() => createUsers(bare, userPoolId, REFERENCE_USERS));
    const client = new CognitoIdentityProviderClient(sandbox.clientSettings);
    const createS = await cpuSecondsOf(() => createUsers(client, userPoolId, USERS));
    const listS = await cpuSecondsOf(() =>
      listAll(
        (PaginationToken) =>
          client.send(
            new ListUsersCommand({
              UserPoolId: userPoolId,
              ...(PaginationToken === undefined ? {} : { PaginationToken }),
            }),
          ),
        USERS,
      ),
    );
    await sandbox.close();
    return {
      figure: createS + listS,
      reference: (referenceS * USERS) / REFERENCE_USERS,
      notes: { createS, listS },
    };
  },
};
