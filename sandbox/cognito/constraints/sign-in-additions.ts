import type { Shape } from './constraint-table.ts';
import { ERRORS_OF_ALL } from './errors-of-all.ts';

const required = (target: string) => ({ target, required: true });
const optional = (target: string) => ({ target });

const structure = (members: Extract<Shape, { type: 'structure' }>['members']): Shape => ({
  type: 'structure',
  members,
});

const CLIENT = { UserPoolId: required('UserPoolIdType'), ClientId: required('ClientIdType') };
const ACCESS_TOKEN = { AccessToken: required('TokenModelType') };

/** Requests about signing in and client secrets that the API description leaves out, in the words of the API reference. */
const REQUESTS: Readonly<Record<string, Shape>> = {
  AddUserPoolClientSecret: structure({ ...CLIENT, ClientSecret: optional('ClientSecretType') }),
  ListUserPoolClientSecrets: structure({ ...CLIENT, NextToken: optional('PaginationKey') }),
  DeleteUserPoolClientSecret: structure({ ...CLIENT, ClientSecretId: required('ClientSecretIdType') }),
  AssociateSoftwareToken: structure({ AccessToken: optional('TokenModelType'), Session: optional('SessionType') }),
  VerifySoftwareToken: structure({
    AccessToken: optional('TokenModelType'),
    Session: optional('SessionType'),
    UserCode: required('SoftwareTokenMFAUserCodeType'),
    FriendlyDeviceName: optional('StringType'),
  }),
  SetUserMFAPreference: structure({
    ...ACCESS_TOKEN,
    SMSMfaSettings: optional('SMSMfaSettingsType'),
    SoftwareTokenMfaSettings: optional('SoftwareTokenMfaSettingsType'),
    EmailMfaSettings: optional('EmailMfaSettingsType'),
  }),
  ChangePassword: structure({
    ...ACCESS_TOKEN,
    PreviousPassword: optional('PasswordType'),
    ProposedPassword: required('PasswordType'),
  }),
  ResendConfirmationCode: structure({
    ClientId: required('ClientIdType'),
    SecretHash: optional('SecretHashType'),
    UserContextData: optional('UserContextDataType'),
    Username: required('UsernameType'),
    AnalyticsMetadata: optional('AnalyticsMetadataType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  UpdateUserAttributes: structure({
    ...ACCESS_TOKEN,
    UserAttributes: required('AttributeListType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  VerifyUserAttribute: structure({
    ...ACCESS_TOKEN,
    AttributeName: required('AttributeNameType'),
    Code: required('ConfirmationCodeType'),
  }),
  GetUserAttributeVerificationCode: structure({
    ...ACCESS_TOKEN,
    AttributeName: required('AttributeNameType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
  GetTokensFromRefreshToken: structure({
    RefreshToken: required('TokenModelType'),
    ClientId: required('ClientIdType'),
    ClientSecret: optional('ClientSecretType'),
    DeviceKey: optional('DeviceKeyType'),
    ClientMetadata: optional('ClientMetadataType'),
  }),
};

/** What they answer. None: an empty structure. */
const RESPONSES: Readonly<Record<string, Shape>> = {
  AddUserPoolClientSecret: structure({ ClientSecretDescriptor: optional('ClientSecretDescriptorType') }),
  ListUserPoolClientSecrets: structure({
    ClientSecrets: optional('ClientSecretDescriptorListType'),
    NextToken: optional('PaginationKey'),
  }),
  AssociateSoftwareToken: structure({ SecretCode: optional('SecretCodeType'), Session: optional('SessionType') }),
  VerifySoftwareToken: structure({
    Status: optional('VerifySoftwareTokenResponseType'),
    Session: optional('SessionType'),
  }),
  ResendConfirmationCode: structure({ CodeDeliveryDetails: optional('CodeDeliveryDetailsType') }),
  UpdateUserAttributes: structure({ CodeDeliveryDetailsList: optional('CodeDeliveryDetailsListType') }),
  GetUserAttributeVerificationCode: structure({ CodeDeliveryDetails: optional('CodeDeliveryDetailsType') }),
  GetTokensFromRefreshToken: structure({ AuthenticationResult: optional('AuthenticationResultType') }),
};

const SECRETS = [
  'InternalServerException',
  'InvalidParameterException',
  'LimitExceededException',
  'ResourceNotFoundException',
  'TooManyRequestsException',
];
const BY_APPS = ['ForbiddenException', ...ERRORS_OF_ALL];
const OF_USERS = [...BY_APPS, 'PasswordResetRequiredException', 'UserNotConfirmedException', 'UserNotFoundException'];
const WITH_MESSAGES = [
  'CodeDeliveryFailureException',
  'InvalidEmailRoleAccessPolicyException',
  'InvalidLambdaResponseException',
  'InvalidSmsRoleAccessPolicyException',
  'InvalidSmsRoleTrustRelationshipException',
  'UnexpectedLambdaException',
  'UserLambdaValidationException',
];
const WITH_CODES = ['AliasExistsException', 'CodeMismatchException', 'ExpiredCodeException'];

/** The errors that the SDK names for each. TooManyRequestsException, which it forgets for some, is one for all. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  AddUserPoolClientSecret: [...SECRETS, 'AccessDeniedException'],
  ListUserPoolClientSecrets: SECRETS,
  DeleteUserPoolClientSecret: SECRETS,
  AssociateSoftwareToken: [...BY_APPS, 'ConcurrentModificationException', 'SoftwareTokenMFANotFoundException'],
  VerifySoftwareToken: [
    ...OF_USERS,
    'CodeMismatchException',
    'EnableSoftwareTokenMFAException',
    'InvalidUserPoolConfigurationException',
    'SoftwareTokenMFANotFoundException',
  ],
  SetUserMFAPreference: OF_USERS,
  ChangePassword: [
    ...OF_USERS,
    'InvalidPasswordException',
    'LimitExceededException',
    'PasswordHistoryPolicyViolationException',
  ],
  ResendConfirmationCode: [...BY_APPS, ...WITH_MESSAGES, 'LimitExceededException', 'UserNotFoundException'],
  UpdateUserAttributes: [...OF_USERS, ...WITH_MESSAGES, ...WITH_CODES],
  VerifyUserAttribute: [...OF_USERS, ...WITH_CODES, 'LimitExceededException'],
  GetUserAttributeVerificationCode: [...OF_USERS, ...WITH_MESSAGES, 'LimitExceededException'],
  GetTokensFromRefreshToken: [
    ...BY_APPS,
    'InvalidLambdaResponseException',
    'RefreshTokenReuseException',
    'UnexpectedLambdaException',
    'UserLambdaValidationException',
    'UserNotFoundException',
  ],
};

const NAMES = Object.keys(REQUESTS);

export const SIGN_IN_ADDITIONS = {
  operations: Object.fromEntries(
    NAMES.map((name) => [
      name,
      { input: `${name}Request`, output: `${name}Response`, errors: [...(ERRORS[name] ?? [])].sort() },
    ]),
  ),
  shapes: {
    ...Object.fromEntries(NAMES.map((name) => [`${name}Request`, REQUESTS[name] ?? structure({})])),
    ...Object.fromEntries(NAMES.map((name) => [`${name}Response`, RESPONSES[name] ?? structure({})])),
    ClientSecretDescriptorListType: { type: 'list', member: 'ClientSecretDescriptorType' },
    ClientSecretDescriptorType: {
      type: 'structure',
      members: {
        ClientSecretId: optional('ClientSecretIdType'),
        ClientSecretValue: optional('ClientSecretType'),
        ClientSecretCreateDate: optional('DateType'),
      },
    },
    ClientSecretIdType: { type: 'string', length: { min: 1, max: 128 } },
    CodeDeliveryDetailsListType: { type: 'list', member: 'CodeDeliveryDetailsType' },
    SecretCodeType: { type: 'string', length: { min: 16 }, pattern: '^[A-Za-z0-9]+$' },
    SoftwareTokenMFAUserCodeType: { type: 'string', length: { min: 6, max: 6 }, pattern: '^[0-9]+$' },
    VerifySoftwareTokenResponseType: { type: 'enum', values: ['ERROR', 'SUCCESS'] },
  } satisfies Record<string, Shape>,
};
