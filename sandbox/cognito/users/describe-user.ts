import { toEpochSeconds, toWireAttributes, type Wire } from '../wire.ts';
import { allAttributes, type User } from './user.ts';

/** `UserType`, as lists give it. */
export const describeUser = (user: User): Wire => ({
  Username: user.username,
  Attributes: toWireAttributes(allAttributes(user)),
  UserCreateDate: toEpochSeconds(user.createdMs),
  UserLastModifiedDate: toEpochSeconds(user.modifiedMs),
  Enabled: user.enabled,
  UserStatus: user.status,
});
