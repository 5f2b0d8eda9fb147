import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CognitoIdentityProviderClient,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { POOL_PREFIX, POOL_TAG } from './live-run.ts';

const ATTEMPTS = 5;

const isOurs = (name: string | undefined, tags: Readonly<Record<string, string>> | undefined): boolean =>
  name?.startsWith(POOL_PREFIX) === true && tags?.[POOL_TAG] !== undefined;

const removeOnce = async (client: CognitoIdentityProviderClient, UserPoolId: string): Promise<boolean> => {
  try {
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
    // Whatever else is said: nothing without our own name and tag.
    if (!isOurs(UserPool?.Name, UserPool?.UserPoolTags)) return false;
    if (UserPool?.DeletionProtection === 'ACTIVE') {
      await client.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: 'INACTIVE' }));
    }
    await client.send(new DeleteUserPoolCommand({ UserPoolId }));
    return true;
  } catch (error) {
    return (error as Error).name === 'ResourceNotFoundException';
  }
};

/** Removes the pools that a live run made; those that an import job still holds after a while are returned. */
export const removePools = async (
  client: CognitoIdentityProviderClient,
  ids: readonly string[],
  waitMs = 10_000,
): Promise<string[]> => {
  let left = [...ids];
  for (let attempt = 1; left.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(waitMs);
    const still: string[] = [];
    for (const id of left) if (!(await removeOnce(client, id))) still.push(id);
    left = still;
  }
  return left;
};

/** Pools that a live run left behind, of any run or of one: by name and by tag. */
export const findLeftovers = async (client: CognitoIdentityProviderClient, runId?: string): Promise<string[]> => {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListUserPoolsCommand({ MaxResults: 60, ...(NextToken === undefined ? {} : { NextToken }) }),
    );
    for (const { Id = '', Name } of page.UserPools ?? []) {
      if (Name?.startsWith(`${POOL_PREFIX}${runId ?? ''}`) !== true) continue;
      const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
      if (isOurs(Name, UserPool?.UserPoolTags)) found.push(Id);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};
