import { AwsError } from '../aws-error.ts';
import type { UserPoolClient } from './app-clients/user-pool-client.ts';
import type { CognitoState } from './cognito-state.ts';
import type { UserPool } from './pools/user-pool.ts';
import type { Group } from './users/group.ts';
import type { User } from './users/user.ts';

export const poolOf = (state: CognitoState, userPoolId: string): UserPool => {
  const pool = state.pools.get(userPoolId);
  if (pool === undefined) throw new AwsError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`);
  return pool;
};

export const clientOf = (state: CognitoState, clientId: string): { pool: UserPool; client: UserPoolClient } => {
  const found = state.clients.get(clientId);
  if (found === undefined) {
    throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  }
  return found;
};

export const clientOfPool = (pool: UserPool, clientId: string): UserPoolClient => {
  const client = pool.clients.get(clientId);
  if (client === undefined) {
    throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  }
  return client;
};

/** For administrators, who may name a user by the sub, too. */
export const userOf = (pool: UserPool, username: string): User => {
  const user = pool.users.find(username) ?? pool.users.findBySub(username);
  if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
  return user;
};

export const groupOf = (pool: UserPool, name: string): Group => {
  const group = pool.groups.get(name);
  if (group === undefined) throw new AwsError('ResourceNotFoundException', 'Group not found.');
  return group;
};
