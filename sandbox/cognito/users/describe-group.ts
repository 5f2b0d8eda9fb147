import type { UserPool } from '../pools/user-pool.ts';
import { toEpochSeconds, type Wire } from '../wire.ts';
import type { Group } from './group.ts';

/** `GroupType`. */
export const describeGroup = (pool: UserPool, group: Group): Wire => ({
  GroupName: group.name,
  UserPoolId: pool.id,
  ...(group.description === undefined ? {} : { Description: group.description }),
  ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
  ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
  LastModifiedDate: toEpochSeconds(group.modifiedMs),
  CreationDate: toEpochSeconds(group.createdMs),
});
