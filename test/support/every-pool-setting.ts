import type {
  CreateUserPoolCommandInput,
  SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';

const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000';

/** A value of each setting that is not its default. */
export const everyPoolSetting: Partial<CreateUserPoolCommandInput> = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  AcrConfiguration: { Level2: { AcrValue: 'urn:example:two' } },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    InviteMessageTemplate: {
      EmailSubject: 'Hello',
      EmailMessage: '{username} {####}',
      SMSMessage: '{username} {####}',
    },
  },
  AutoVerifiedAttributes: ['email'],
  DcrConfiguration: { EnableStatus: 'Disabled', OpenDcrEnabled: true, AllowedScopes: ['openid'] },
  DeletionProtection: 'ACTIVE',
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
  EmailConfiguration: { ReplyToEmailAddress: 'help@example.com' },
  EmailVerificationMessage: 'Code {####}',
  EmailVerificationSubject: 'Code',
  IssuerConfiguration: { Type: 'UPDATED' },
  KeyConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY', KmsKeyArn: keyArn },
  LambdaConfig: {
    UserMigration: functionArn('migrate'),
    PreTokenGeneration: functionArn('tokens'),
    PreTokenGenerationConfig: { LambdaArn: functionArn('tokens'), LambdaVersion: 'V1_0' },
    CustomEmailSender: { LambdaArn: functionArn('send'), LambdaVersion: 'V1_0' },
    KMSKeyID: keyArn,
  },
  MfaConfiguration: 'OPTIONAL',
  Policies: {
    PasswordPolicy: { MinimumLength: 20, TemporaryPasswordValidityDays: 3, PasswordHistorySize: 4 },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
  },
  SmsAuthenticationMessage: 'Sign in with {####}',
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms', ExternalId: 'pool', SnsRegion: 'eu-west-1' },
  SmsVerificationMessage: 'Verify with {####}',
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
  UserPoolTags: { team: 'identity' },
  UserPoolTier: 'PLUS',
  VerificationMessageTemplate: {
    DefaultEmailOption: 'CONFIRM_WITH_LINK',
    EmailMessageByLink: 'Press {##here##}',
    EmailSubjectByLink: 'Press',
  },
};

/** The same of what only `SetUserPoolMfaConfig` sets. Needs a pool that sends its own e-mail. */
export const everyMfaSetting: Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'> = {
  SmsMfaConfiguration: {
    SmsAuthenticationMessage: 'Prove it with {####}',
    SmsConfiguration: {
      SnsCallerArn: 'arn:aws:iam::111122223333:role/sms',
      ExternalId: 'pool',
      SnsRegion: 'eu-west-1',
    },
  },
  SoftwareTokenMfaConfiguration: { Enabled: true },
  EmailMfaConfiguration: { Message: 'Prove it with {####}', Subject: 'Prove it' },
  // Passkeys as a second factor are newer than what the sandbox knows; it refuses them by name.
  WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification: 'required' },
  MfaConfiguration: 'OPTIONAL',
};
