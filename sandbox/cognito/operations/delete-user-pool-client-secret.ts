import { AwsError } from '../../aws-error.ts';
import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation } from '../operation.ts';

type DeleteUserPoolClientSecretRequest = {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly ClientSecretId: string;
};

export const deleteUserPoolClientSecret = defineOperation<DeleteUserPoolClientSecretRequest>(
  ['UserPoolId', 'ClientId', 'ClientSecretId'],
  (state, request) => {
    const { secrets } = clientOfPool(poolOf(state, request.UserPoolId), request.ClientId);
    const index = secrets.findIndex(({ id }) => id === request.ClientSecretId);
    if (index < 0) throw new AwsError('ResourceNotFoundException', 'Client secret does not exist.');
    if (secrets.length === 1) {
      throw new AwsError('InvalidParameterException', 'The last secret of a user pool client cannot be deleted.');
    }
    secrets.splice(index, 1);
    return {};
  },
);
