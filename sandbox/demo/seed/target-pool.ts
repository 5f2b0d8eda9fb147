import type { CallCognito } from '../clients/call-cognito.ts';
import { createClient, createPool } from './source-pool.ts';

const text = (Name: string, maxLength: number, Mutable: boolean) => ({
  Name,
  AttributeDataType: 'String',
  Mutable,
  StringAttributeConstraints: { MinLength: '0', MaxLength: String(maxLength) },
});

/** What the app's people may change themselves. Where they came from is not among it. */
const writeAttributes = ['address', 'birthdate', 'email', 'locale', 'name', 'phone_number', 'custom:plan'];

/**
 * The pool people move to: sign-in by e-mail, whatever its case. It tells strangers nothing about who exists, and nobody
 * signs up by themselves while people are still on their way.
 */
export const createTargetPool = async ({ call }: { readonly call: CallCognito }) => {
  const userPoolId = await createPool(call, {
    PoolName: 'fleet-app-new',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Schema: [
      { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
      text('plan', 20, true),
      { Name: 'points', AttributeDataType: 'Number', Mutable: true, NumberAttributeConstraints: { MinValue: '0' } },
      text('prev_sub_id', 64, false),
      text('prev_username', 128, false),
    ],
  });
  return {
    userPoolId,
    appClientId: await createClient(call, userPoolId, {
      ClientName: 'fleet-app-web',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      WriteAttributes: writeAttributes,
    }),
  };
};
