/**
 * AWS's request rate quotas for user pools: per account and Region, all pools together (DG quotas). `operations` are the
 * members that the page names, and for newer operations the category that their kind belongs to.
 */
export type QuotaCategory = {
  readonly requestsPerSecond: number;
  readonly isAdjustable: boolean;
  /** Each operation of it is also held to `POOL_OPERATION_REQUESTS_PER_SECOND` in any one pool. */
  readonly isHeldPerPool?: boolean;
  readonly operations: readonly string[];
};

export const POOL_OPERATION_REQUESTS_PER_SECOND = 5;
/** Of each single user: reads, sign-ins among them, and writes. */
export const USER_REQUESTS_PER_SECOND = 10;
/** Challenge responses have this many times the rate of UserAuthentication to themselves; more than that counts there. */
export const CHALLENGE_RESPONSES_PER_SIGN_IN = 3;

export const QUOTA_CATEGORIES = {
  UserAuthentication: {
    requestsPerSecond: 120,
    isAdjustable: true,
    operations: [
      'AdminInitiateAuth',
      'InitiateAuth',
      'AdminRespondToAuthChallenge',
      'RespondToAuthChallenge',
      'GetTokensFromRefreshToken',
    ],
  },
  UserCreation: {
    requestsPerSecond: 50,
    isAdjustable: true,
    operations: ['AdminConfirmSignUp', 'AdminCreateUser', 'ConfirmSignUp', 'SignUp'],
  },
  UserFederation: { requestsPerSecond: 25, isAdjustable: true, operations: [] },
  UserAccountRecovery: {
    requestsPerSecond: 30,
    isAdjustable: false,
    operations: [
      'AdminResetUserPassword',
      'AdminSetUserPassword',
      'ChangePassword',
      'ConfirmForgotPassword',
      'ForgotPassword',
    ],
  },
  UserRead: {
    requestsPerSecond: 120,
    isAdjustable: true,
    operations: ['AdminGetUser', 'AdminGetUserAuthFactors', 'GetUser', 'GetUserAuthFactors'],
  },
  UserUpdate: {
    requestsPerSecond: 25,
    isAdjustable: false,
    operations: [
      'AdminAddUserToGroup',
      'AdminDeleteUser',
      'AdminDeleteUserAttributes',
      'AdminDisableProviderForUser',
      'AdminDisableUser',
      'AdminEnableUser',
      'AdminLinkProviderForUser',
      'AdminRemoveUserFromGroup',
      'AdminUpdateUserAttributes',
      'AdminUserGlobalSignOut',
      'DeleteUser',
      'DeleteUserAttributes',
      'GlobalSignOut',
      'UpdateUserAttributes',
      'VerifyUserAttribute',
    ],
  },
  UserToken: {
    requestsPerSecond: 120,
    isAdjustable: true,
    operations: ['RevokeToken', 'AdminRevokeUserSession', 'RevokeUserSession'],
  },
  UserResourceRead: {
    requestsPerSecond: 50,
    isAdjustable: true,
    operations: [
      'AdminGetDevice',
      'AdminListDevices',
      'AdminListGroupsForUser',
      'AdminListUserAuthEvents',
      'AdminListUserSessions',
      'GetDevice',
      'GetUserAttributeVerificationCode',
      'ListDevices',
      'ListUserSessions',
      'ListWebAuthnCredentials',
      'ResendConfirmationCode',
    ],
  },
  UserResourceUpdate: {
    requestsPerSecond: 25,
    isAdjustable: false,
    operations: [
      'AdminDeleteSoftwareToken',
      'AdminForgetDevice',
      'AdminSetUserMFAPreference',
      'AdminSetUserSettings',
      'AdminUpdateAuthEventFeedback',
      'AdminUpdateDeviceStatus',
      'AssociateSoftwareToken',
      'CompleteWebAuthnRegistration',
      'ConfirmDevice',
      'DeleteWebAuthnCredential',
      'ForgetDevice',
      'SetUserMFAPreference',
      'SetUserSettings',
      'StartWebAuthnRegistration',
      'UpdateAuthEventFeedback',
      'UpdateDeviceStatus',
      'VerifySoftwareToken',
    ],
  },
  UserList: { requestsPerSecond: 30, isAdjustable: false, operations: ['ListUsers', 'ListUsersInGroup'] },
  UserPoolRead: { requestsPerSecond: 15, isAdjustable: false, operations: ['DescribeUserPool', 'ListUserPools'] },
  UserPoolUpdate: {
    requestsPerSecond: 15,
    isAdjustable: false,
    operations: ['CreateUserPool', 'DeleteUserPool', 'UpdateUserPool'],
  },
  UserPoolResourceRead: {
    requestsPerSecond: 20,
    isAdjustable: false,
    isHeldPerPool: true,
    operations: [
      'DescribeIdentityProvider',
      'DescribeResourceServer',
      'DescribeRiskConfiguration',
      'DescribeUserImportJob',
      'DescribeUserPoolDomain',
      'GetCSVHeader',
      'GetGroup',
      'GetIdentityProviderByIdentifier',
      'GetLogDeliveryConfiguration',
      'GetSigningCertificate',
      'GetUICustomization',
      'GetUserPoolMfaConfig',
      'ListGroups',
      'ListIdentityProviders',
      'ListResourceServers',
      'ListTagsForResource',
      'ListUserImportJobs',
    ],
  },
  UserPoolResourceUpdate: {
    requestsPerSecond: 15,
    isAdjustable: false,
    isHeldPerPool: true,
    operations: [
      'AddCustomAttributes',
      'CreateGroup',
      'CreateIdentityProvider',
      'CreateResourceServer',
      'CreateUserImportJob',
      'CreateUserPoolDomain',
      'DeleteGroup',
      'DeleteIdentityProvider',
      'DeleteResourceServer',
      'DeleteUserPoolDomain',
      'SetLogDeliveryConfiguration',
      'SetRiskConfiguration',
      'SetUICustomization',
      'SetUserPoolMfaConfig',
      'StartUserImportJob',
      'StopUserImportJob',
      'TagResource',
      'UntagResource',
      'UpdateGroup',
      'UpdateIdentityProvider',
      'UpdateResourceServer',
      'UpdateUserPoolDomain',
    ],
  },
  UserPoolClientRead: {
    requestsPerSecond: 15,
    isAdjustable: false,
    isHeldPerPool: true,
    operations: ['DescribeUserPoolClient', 'ListUserPoolClients', 'ListUserPoolClientSecrets'],
  },
  UserPoolClientUpdate: {
    requestsPerSecond: 15,
    isAdjustable: false,
    isHeldPerPool: true,
    operations: [
      'AddUserPoolClientSecret',
      'CreateUserPoolClient',
      'DeleteUserPoolClient',
      'DeleteUserPoolClientSecret',
      'UpdateUserPoolClient',
    ],
  },
  ClientAuthentication: { requestsPerSecond: 150, isAdjustable: false, operations: ['GetClientToken'] },
  LimitManagement: {
    requestsPerSecond: 1,
    isAdjustable: false,
    operations: ['GetProvisionedLimit', 'UpdateProvisionedLimit'],
  },
} as const satisfies Readonly<Record<string, QuotaCategory>>;

export type QuotaCategoryName = keyof typeof QUOTA_CATEGORIES;
