import { AwsError } from '../../aws-error.ts';
import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { codeMismatch, redeemCode } from '../sign-in/confirmation-codes.ts';
import { assertSecretHash } from '../sign-in/secret-hash.ts';
import { hidesUsers, noSuchUser, userIsDisabled } from '../sign-in/sign-in-refusals.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';

type ConfirmSignUpRequest = InformationOnly & {
  readonly ClientId: string;
  readonly Username: string;
  readonly SecretHash?: string;
  readonly ConfirmationCode: string;
  readonly ForceAliasCreation?: boolean;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

/** Verifies the address that the code went to, which can make it an alias: one that belongs to nobody else. */
export const confirmSignUp = defineOperation<ConfirmSignUpRequest>(
  [
    'ClientId',
    'Username',
    'SecretHash',
    'ConfirmationCode',
    'ForceAliasCreation',
    'ClientMetadata',
    'AnalyticsMetadata',
    'UserContextData',
  ],
  async (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    assertSecretHash(client, request.Username, request.SecretHash);
    const user = pool.users.find(request.Username);
    if (user === undefined || !user.enabled) {
      if (hidesUsers(client)) throw codeMismatch();
      throw user === undefined ? noSuchUser() : userIsDisabled();
    }
    if (user.status !== 'UNCONFIRMED') {
      throw new AwsError('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
    }
    redeemCode(state, user, 'sign-up', request.ConfirmationCode, ({ attribute }) => {
      const attributes = new Map([...user.attributes, [`${attribute}_verified`, 'true']]);
      pool.users.setAttributes(user, attributes, { forceAliases: request.ForceAliasCreation ?? false });
      user.status = 'CONFIRMED';
    });
    user.modifiedMs = state.clock.nowMs();
    const origin = { pool, client };
    await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmSignUp', request.ClientMetadata);
    return {};
  },
);
