import { defineOperation } from '../operation.ts';
import { describeMfa } from '../state/describe-mfa.ts';
import { poolOf, userOf } from '../state/lookups.ts';
import { allAttributes } from '../state/user.ts';
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
