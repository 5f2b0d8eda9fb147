import type { Shape } from './constraint-table.ts';

const required = (target: string) => ({ target, required: true });
const optional = (target: string) => ({ target });

const request = (members: Extract<Shape, { type: 'structure' }>['members']): Shape => ({ type: 'structure', members });

const CLIENT = { UserPoolId: required('UserPoolIdType'), ClientId: required('ClientIdType') };
const ACCESS_TOKEN = { AccessToken: required('TokenModelType') };

/** Requests about signing in that the API description leaves out, in the words of the API reference. */
const REQUESTS: Readonly<Record<string, Shape>> = {
  AddUserPoolClientSecret: request({ ...CLIENT, ClientSecret: optional('ClientSecretType') }),
  ListUserPoolClientSecrets: request({ ...CLIENT, NextToken: optional('PaginationKey') }),
  DeleteUserPoolClientSecret: request({ ...CLIENT, ClientSecretId: required('ClientSecretIdType') }),
  AssociateSoftwareToken: request({ AccessToken: optional('TokenModelType'), Session: optional('SessionType') }),
  VerifySoftwareToken: request({
    AccessToken: optional('TokenModelType'),
    Session: optional('SessionType'),
    UserCode: required('SoftwareTokenMFAUserCodeType'),
    FriendlyDeviceName: optional('StringType'),
  }),
  SetUserMFAPreference: request({
    ...ACCESS_TOKEN,
    SMSMfaSettings: optional('SMSMfaSettingsType'),
    SoftwareTokenMfaSettings: optional('SoftwareTokenMfaSettingsType'),
    EmailMfaSettings: optional('EmailMfaSettingsType'),
  }),
  ChangePassword: request({
    ...ACCESS_TOKEN,
    PreviousPassword: optional('PasswordType'),
    ProposedPassword: required('PasswordType'),
  }),
  ResendConfirmationCode: request({
    ClientId: required('ClientIdType'),
    SecretHash: optional('SecretHashType'),
    UserContextData: optional('UserContextDataType'),
    Username: required('UsernameType'),
    AnalyticsMetadata: optional('AnalyticsMetadataType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  UpdateUserAttributes: request({
    ...ACCESS_TOKEN,
    UserAttributes: required('AttributeListType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  VerifyUserAttribute: request({
    ...ACCESS_TOKEN,
    AttributeName: required('AttributeNameType'),
    Code: required('ConfirmationCodeType'),
  }),
  GetUserAttributeVerificationCode: request({
    ...ACCESS_TOKEN,
    AttributeName: required('AttributeNameType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  GetTokensFromRefreshToken: request({
    RefreshToken: required('TokenModelType'),
    ClientId: required('ClientIdType'),
    ClientSecret: optional('ClientSecretType'),
    DeviceKey: optional('DeviceKeyType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
};

export const SIGN_IN_ADDITIONS = {
  operations: Object.fromEntries(Object.keys(REQUESTS).map((name) => [name, { input: `${name}Request` }])),
  shapes: {
    ...Object.fromEntries(Object.entries(REQUESTS).map(([name, shape]) => [`${name}Request`, shape])),
    ClientSecretIdType: { type: 'string', length: { min: 1, max: 128 } },
    SoftwareTokenMFAUserCodeType: { type: 'string', length: { min: 6, max: 6 }, pattern: '^[0-9]+$' },
  } satisfies Record<string, Shape>,
};
