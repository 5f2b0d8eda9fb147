import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { challengeTable, errorTable, weighChallenge, weighError } from '../../core/migrate-user/decision-table.ts';
import { denyReasons, outageReasons } from '../../core/migrate-user/reasons.ts';

/** API_AdminInitiateAuth and API_AdminGetUser, "Errors", read 2026-11-20. */
const documentedErrors = [
  'InternalErrorException',
  'InvalidEmailRoleAccessPolicyException',
  'InvalidLambdaResponseException',
  'InvalidParameterException',
  'InvalidSmsRoleAccessPolicyException',
  'InvalidSmsRoleTrustRelationshipException',
  'InvalidUserPoolConfigurationException',
  'MFAMethodNotFoundException',
  'NotAuthorizedException',
  'OperationNotEnabledException',
  'PasswordResetRequiredException',
  'ResourceNotFoundException',
  'TooManyRequestsException',
  'UnexpectedLambdaException',
  'UnsupportedOperationException',
  'UserLambdaValidationException',
  'UserNotConfirmedException',
  'UserNotFoundException',
];

describe('the decision table', () => {
  it('lists every challenge that the SDK knows', () => {
    expect(Object.keys(challengeTable).toSorted()).toEqual(Object.values(sdk.ChallengeNameType).toSorted());
  });

  it('lists every documented error of the calls to the source', () => {
    expect(documentedErrors.filter((name) => !Object.hasOwn(errorTable, name))).toEqual([]);
  });

  it('denies a challenge that it does not know', () => {
    expect(weighChallenge('FACE_SCAN')).toEqual({ deny: 'unknown-challenge' });
    expect(weighChallenge('constructor')).toEqual({ deny: 'unknown-challenge' });
    expect(weighChallenge('__proto__')).toEqual({ deny: 'unknown-challenge' });
  });

  it('takes an error that it does not know for an outage', () => {
    expect(weighError('SurpriseException')).toEqual({ outage: 'source-unknown-error' });
    expect(weighError('toString')).toEqual({ outage: 'source-unknown-error' });
  });

  it('lets only challenges that come after the password prove it', () => {
    const proving = Object.entries(challengeTable).filter(([, worth]) => 'proof' in worth);

    expect(Object.fromEntries(proving)).toEqual({
      SMS_MFA: { proof: 'open-sms-factor' },
      SOFTWARE_TOKEN_MFA: { proof: 'open-second-factor' },
      EMAIL_OTP: { proof: 'open-second-factor' },
      SELECT_MFA_TYPE: { proof: 'open-second-factor' },
      MFA_SETUP: { proof: 'open-second-factor' },
      NEW_PASSWORD_REQUIRED: { proof: 'temporary-password' },
    });
  });

  it('denies errors that can follow a right password, so that an outage never tells it was right', () => {
    const after = [
      'UserLambdaValidationException',
      'UnexpectedLambdaException',
      'InvalidLambdaResponseException',
      'MFAMethodNotFoundException',
      'CodeDeliveryFailureException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidEmailRoleAccessPolicyException',
      'PasswordResetRequiredException',
      'UserNotConfirmedException',
    ];

    expect(after.filter((name) => !('deny' in weighError(name)))).toEqual([]);
  });

  it('gives only reasons that are explained', () => {
    const reasons = [...Object.values(challengeTable), ...Object.values(errorTable)].flatMap((worth) =>
      'deny' in worth ? [worth.deny] : 'outage' in worth ? [worth.outage] : [],
    );

    expect(reasons.filter((reason) => !(reason in denyReasons) && !(reason in outageReasons))).toEqual([]);
  });
});
