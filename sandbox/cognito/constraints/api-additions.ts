import { ERRORS_OF_ALL } from './errors-of-all.ts';
import type { ApiDescription } from './generate-constraints.ts';
import { SIGN_IN_ADDITIONS } from './sign-in-additions.ts';

/** Members that every request and response about a pool's settings has got since the description was taken. */
const NEWER_POOL_SETTINGS = {
  DcrConfiguration: { target: 'DcrConfigurationType' },
  KeyConfiguration: { target: 'KeyConfigurationType' },
  IssuerConfiguration: { target: 'IssuerConfigurationType' },
  AcrConfiguration: { target: 'AcrConfigurationType' },
};

/**
 * What the description leaves out or is too old for, in the words of the API reference. `members` are added to shapes
 * that it has; it wins where it has since learned an operation or a shape.
 */
export const ADDITIONS: ApiDescription & {
  readonly members: Readonly<Record<string, Readonly<Record<string, { readonly target: string }>>>>;
} = {
  operations: {
    AdminDeleteUserAttributes: {
      input: 'AdminDeleteUserAttributesRequest',
      output: 'AdminDeleteUserAttributesResponse',
      errors: [...ERRORS_OF_ALL, 'UserNotFoundException'],
    },
    DeleteUserPool: {
      input: 'DeleteUserPoolRequest',
      output: null,
      errors: [...ERRORS_OF_ALL, 'UserImportInProgressException'],
    },
    DeleteUserPoolClient: {
      input: 'DeleteUserPoolClientRequest',
      output: null,
      errors: [...ERRORS_OF_ALL, 'ConcurrentModificationException'],
    },
    GlobalSignOut: {
      input: 'GlobalSignOutRequest',
      output: 'GlobalSignOutResponse',
      errors: [...ERRORS_OF_ALL, 'ForbiddenException', 'PasswordResetRequiredException', 'UserNotConfirmedException'],
    },
    ListTagsForResource: {
      input: 'ListTagsForResourceRequest',
      output: 'ListTagsForResourceResponse',
      errors: ERRORS_OF_ALL,
    },
    TagResource: { input: 'TagResourceRequest', output: 'TagResourceResponse', errors: ERRORS_OF_ALL },
    UntagResource: { input: 'UntagResourceRequest', output: 'UntagResourceResponse', errors: ERRORS_OF_ALL },
    UpdateGroup: { input: 'UpdateGroupRequest', output: 'UpdateGroupResponse', errors: ERRORS_OF_ALL },
    ...SIGN_IN_ADDITIONS.operations,
  },
  shapes: {
    AcrConfigurationType: { type: 'map', key: 'AcrLevelType', value: 'AcrLevelConfigType' },
    AcrLevelConfigType: {
      type: 'structure',
      members: { AcrValue: { target: 'StringType', required: true } },
    },
    AcrLevelType: { type: 'enum', values: ['Level1', 'Level2', 'Level3', 'Level4'] },
    AdminDeleteUserAttributesRequest: {
      type: 'structure',
      members: {
        UserPoolId: { target: 'UserPoolIdType', required: true },
        Username: { target: 'UsernameType', required: true },
        UserAttributeNames: { target: 'AttributeNameListType', required: true },
      },
    },
    AdminDeleteUserAttributesResponse: { type: 'structure', members: {} },
    AttributeNameListType: { type: 'list', member: 'AttributeNameType' },
    ClientTypeType: { type: 'enum', values: ['REGULAR', 'DCR'] },
    DcrConfigurationType: {
      type: 'structure',
      members: {
        EnableStatus: { target: 'StatusType' },
        OpenDcrEnabled: { target: 'BooleanType' },
        AuthenticatedGrantTypes: { target: 'OAuthFlowsType' },
        OpenDcrGrantTypes: { target: 'OAuthFlowsType' },
        AllowedScopes: { target: 'ScopeListType' },
      },
    },
    DeleteUserPoolClientRequest: {
      type: 'structure',
      members: {
        UserPoolId: { target: 'UserPoolIdType', required: true },
        ClientId: { target: 'ClientIdType', required: true },
      },
    },
    DeleteUserPoolRequest: {
      type: 'structure',
      members: { UserPoolId: { target: 'UserPoolIdType', required: true } },
    },
    EncryptionKeyType: { type: 'enum', values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KEY'] },
    GlobalSignOutRequest: {
      type: 'structure',
      members: { AccessToken: { target: 'TokenModelType', required: true } },
    },
    GlobalSignOutResponse: { type: 'structure', members: {} },
    IssuerConfigurationType: { type: 'structure', members: { Type: { target: 'IssuerType' } } },
    IssuerType: { type: 'enum', values: ['ORIGINAL', 'UPDATED'] },
    KeyConfigurationType: {
      type: 'structure',
      members: { KeyType: { target: 'EncryptionKeyType' }, KmsKeyArn: { target: 'ArnType' } },
    },
    ListTagsForResourceRequest: {
      type: 'structure',
      members: { ResourceArn: { target: 'ArnType', required: true } },
    },
    ListTagsForResourceResponse: { type: 'structure', members: { Tags: { target: 'UserPoolTagsType' } } },
    PasswordHashingAlgorithmType: { type: 'enum', values: ['ARGON2ID', 'BCRYPT', 'PBKDF2_SHA256', 'SCRYPT'] },
    TagResourceRequest: {
      type: 'structure',
      members: {
        ResourceArn: { target: 'ArnType', required: true },
        Tags: { target: 'UserPoolTagsType', required: true },
      },
    },
    TagResourceResponse: { type: 'structure', members: {} },
    UntagResourceRequest: {
      type: 'structure',
      members: {
        ResourceArn: { target: 'ArnType', required: true },
        TagKeys: { target: 'UserPoolTagsListType', required: true },
      },
    },
    UntagResourceResponse: { type: 'structure', members: {} },
    UpdateGroupRequest: {
      type: 'structure',
      members: {
        GroupName: { target: 'GroupNameType', required: true },
        UserPoolId: { target: 'UserPoolIdType', required: true },
        Description: { target: 'DescriptionType' },
        RoleArn: { target: 'ArnType' },
        Precedence: { target: 'PrecedenceType' },
      },
    },
    UpdateGroupResponse: { type: 'structure', members: { Group: { target: 'GroupType' } } },
    UserPoolTagsListType: { type: 'list', member: 'TagKeysType' },
    ...SIGN_IN_ADDITIONS.shapes,
  },
  members: {
    CreateUserImportJobRequest: { PasswordHashingAlgorithm: { target: 'PasswordHashingAlgorithmType' } },
    CreateUserPoolRequest: NEWER_POOL_SETTINGS,
    ListUserPoolClientsRequest: { ClientType: { target: 'ClientTypeType' } },
    UpdateUserPoolRequest: NEWER_POOL_SETTINGS,
    UserImportJobType: { PasswordHashingAlgorithm: { target: 'PasswordHashingAlgorithmType' } },
    UserPoolClientType: { ClientType: { target: 'ClientTypeType' } },
    UserPoolType: NEWER_POOL_SETTINGS,
  },
};
