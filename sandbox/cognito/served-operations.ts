import type { Operation } from './operation.ts';
import { addCustomAttributes } from './operations/add-custom-attributes.ts';
import { addUserPoolClientSecret } from './operations/add-user-pool-client-secret.ts';
import { adminAddUserToGroup } from './operations/admin-add-user-to-group.ts';
import { adminConfirmSignUp } from './operations/admin-confirm-sign-up.ts';
import { adminCreateUser } from './operations/admin-create-user.ts';
import { adminDeleteUser } from './operations/admin-delete-user.ts';
import { adminDeleteUserAttributes } from './operations/admin-delete-user-attributes.ts';
import { adminDisableUser, adminEnableUser } from './operations/admin-enable-user.ts';
import { adminGetUser } from './operations/admin-get-user.ts';
import { adminInitiateAuth } from './operations/admin-initiate-auth.ts';
import { adminListGroupsForUser } from './operations/admin-list-groups-for-user.ts';
import { adminRemoveUserFromGroup } from './operations/admin-remove-user-from-group.ts';
import { adminResetUserPassword } from './operations/admin-reset-user-password.ts';
import { adminRespondToAuthChallenge } from './operations/admin-respond-to-auth-challenge.ts';
import { adminSetUserMfaPreference } from './operations/admin-set-user-mfa-preference.ts';
import { adminSetUserPassword } from './operations/admin-set-user-password.ts';
import { adminUpdateUserAttributes } from './operations/admin-update-user-attributes.ts';
import { adminUserGlobalSignOut } from './operations/admin-user-global-sign-out.ts';
import { associateSoftwareToken } from './operations/associate-software-token.ts';
import { changePassword } from './operations/change-password.ts';
import { confirmForgotPassword } from './operations/confirm-forgot-password.ts';
import { confirmSignUp } from './operations/confirm-sign-up.ts';
import { createGroup } from './operations/create-group.ts';
import { createUserImportJob } from './operations/create-user-import-job.ts';
import { createUserPool } from './operations/create-user-pool.ts';
import { createUserPoolClient } from './operations/create-user-pool-client.ts';
import { deleteGroup } from './operations/delete-group.ts';
import { deleteUserPool } from './operations/delete-user-pool.ts';
import { deleteUserPoolClient } from './operations/delete-user-pool-client.ts';
import { deleteUserPoolClientSecret } from './operations/delete-user-pool-client-secret.ts';
import { describeUserImportJob } from './operations/describe-user-import-job.ts';
import { describeUserPool } from './operations/describe-user-pool.ts';
import { describeUserPoolClient } from './operations/describe-user-pool-client.ts';
import { forgotPassword } from './operations/forgot-password.ts';
import { getCsvHeader } from './operations/get-csv-header.ts';
import { getGroup } from './operations/get-group.ts';
import { getTokensFromRefreshToken } from './operations/get-tokens-from-refresh-token.ts';
import { getUser } from './operations/get-user.ts';
import { getUserAttributeVerificationCode } from './operations/get-user-attribute-verification-code.ts';
import { getUserPoolMfaConfig } from './operations/get-user-pool-mfa-config.ts';
import { globalSignOut } from './operations/global-sign-out.ts';
import { initiateAuth } from './operations/initiate-auth.ts';
import { listGroups } from './operations/list-groups.ts';
import { listUserImportJobs } from './operations/list-user-import-jobs.ts';
import { listUserPoolClientSecrets } from './operations/list-user-pool-client-secrets.ts';
import { listUserPoolClients } from './operations/list-user-pool-clients.ts';
import { listUserPools } from './operations/list-user-pools.ts';
import { listUsers } from './operations/list-users.ts';
import { listUsersInGroup } from './operations/list-users-in-group.ts';
import { resendConfirmationCode } from './operations/resend-confirmation-code.ts';
import { respondToAuthChallenge } from './operations/respond-to-auth-challenge.ts';
import { revokeToken } from './operations/revoke-token.ts';
import { setUserMfaPreference } from './operations/set-user-mfa-preference.ts';
import { setUserPoolMfaConfig } from './operations/set-user-pool-mfa-config.ts';
import { signUp } from './operations/sign-up.ts';
import { startUserImportJob } from './operations/start-user-import-job.ts';
import { stopUserImportJob } from './operations/stop-user-import-job.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tag-resource.ts';
import { updateGroup } from './operations/update-group.ts';
import { updateUserAttributes } from './operations/update-user-attributes.ts';
import { updateUserPool } from './operations/update-user-pool.ts';
import { updateUserPoolClient } from './operations/update-user-pool-client.ts';
import { verifySoftwareToken } from './operations/verify-software-token.ts';
import { verifyUserAttribute } from './operations/verify-user-attribute.ts';

/** Every operation of the Cognito user pools API that the sandbox serves. */
export const SERVED_OPERATIONS: Readonly<Record<string, Operation>> = {
  AddCustomAttributes: addCustomAttributes,
  AddUserPoolClientSecret: addUserPoolClientSecret,
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminCreateUser: adminCreateUser,
  AdminDeleteUser: adminDeleteUser,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminDisableUser: adminDisableUser,
  AdminEnableUser: adminEnableUser,
  AdminGetUser: adminGetUser,
  AdminInitiateAuth: adminInitiateAuth,
  AdminListGroupsForUser: adminListGroupsForUser,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
  AdminResetUserPassword: adminResetUserPassword,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AdminSetUserMFAPreference: adminSetUserMfaPreference,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AssociateSoftwareToken: associateSoftwareToken,
  ChangePassword: changePassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ConfirmSignUp: confirmSignUp,
  CreateGroup: createGroup,
  CreateUserImportJob: createUserImportJob,
  CreateUserPool: createUserPool,
  CreateUserPoolClient: createUserPoolClient,
  DeleteGroup: deleteGroup,
  DeleteUserPool: deleteUserPool,
  DeleteUserPoolClient: deleteUserPoolClient,
  DeleteUserPoolClientSecret: deleteUserPoolClientSecret,
  DescribeUserImportJob: describeUserImportJob,
  DescribeUserPool: describeUserPool,
  DescribeUserPoolClient: describeUserPoolClient,
  ForgotPassword: forgotPassword,
  GetCSVHeader: getCsvHeader,
  GetGroup: getGroup,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUser: getUser,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  GlobalSignOut: globalSignOut,
  InitiateAuth: initiateAuth,
  ListGroups: listGroups,
  ListTagsForResource: listTagsForResource,
  ListUserImportJobs: listUserImportJobs,
  ListUserPoolClientSecrets: listUserPoolClientSecrets,
  ListUserPoolClients: listUserPoolClients,
  ListUserPools: listUserPools,
  ListUsers: listUsers,
  ListUsersInGroup: listUsersInGroup,
  ResendConfirmationCode: resendConfirmationCode,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: revokeToken,
  SetUserMFAPreference: setUserMfaPreference,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
  SignUp: signUp,
  StartUserImportJob: startUserImportJob,
  StopUserImportJob: stopUserImportJob,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateGroup: updateGroup,
  UpdateUserAttributes: updateUserAttributes,
  UpdateUserPool: updateUserPool,
  UpdateUserPoolClient: updateUserPoolClient,
  VerifySoftwareToken: verifySoftwareToken,
  VerifyUserAttribute: verifyUserAttribute,
};
