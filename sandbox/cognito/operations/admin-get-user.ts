import { poolOf, userOf } from '../lookups.ts';
import { describeMfa } from '../mfa/describe-mfa.ts';
import { defineOperation } from '../operation.ts';
import { allAttributes } from '../users/user.ts';
import { toEpochSeconds, toWireAttributes } from '../wire.ts';

export const adminGetUser = defineOperation<{ readonly UserPoolId: string; readonly Username: string }>(
  ['UserPoolId', 'Username'],
  (state, request) => {
    const user = userOf(poolOf(state, request.UserPoolId), request.Username);
    return {
      Username: user.username,
      UserAttributes: toWireAttributes(allAttributes(user)),
      UserCreateDate: toEpochSeconds(user.createdMs),
      UserLastModifiedDate: toEpochSeconds(user.modifiedMs),
      Enabled: user.enabled,
      UserStatus: user.status,
      ...describeMfa(user),
    };
  },
);
