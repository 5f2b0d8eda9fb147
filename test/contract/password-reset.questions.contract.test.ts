import {
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  type PreventUserExistenceErrorTypes,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { type AwsUnderTest, adminCreateUser, makeClient, makePool } from '../support/aws-under-test.ts';
import { errorOf, liveQuestion, outcomeOf, outcomesOf } from '../support/live-question.ts';
import { addUser, PASSWORD } from '../support/sign-in-steps.ts';

/** Nobody here has an address, so that no code can go out whatever AWS makes of the requests. */
const world = async (
  aws: AwsUnderTest,
  existence: PreventUserExistenceErrorTypes,
  settings: Parameters<typeof makePool>[1] = {},
) => {
  const UserPoolId = await makePool(aws, settings);
  const { id: ClientId } = await makeClient(aws, UserPoolId, { PreventUserExistenceErrors: existence });
  for (const Username of ['unreachable', 'off']) await addUser(aws, UserPoolId, Username);
  await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username: 'off' }));
  await adminCreateUser(aws, UserPoolId, 'unreachable-invited');
  await aws.cognito.send(new SignUpCommand({ ClientId, Username: 'unreachable-unconfirmed', Password: PASSWORD }));
  return { UserPoolId, ClientId };
};

const CODE = '000000';

describe('ForgotPassword', () => {
  liveQuestion('a live run settles whether ForgotPassword under ENABLED hides that a temporary password is out', {
    guess: 'NotAuthorizedException: User password cannot be reset in the current state.',
    ask: async (aws) => {
      const { ClientId } = await world(aws, 'ENABLED');
      return outcomeOf(aws.cognito.send(new ForgotPasswordCommand({ ClientId, Username: 'unreachable-invited' })));
    },
  });

  liveQuestion('a live run settles when ForgotPassword under ENABLED answers with InvalidParameterException instead', {
    guess:
      'nobody: answered, answered, answered; unreachable: answered, answered, answered; off: answered, answered, answered',
    ask: async (aws) => {
      const { ClientId } = await world(aws, 'ENABLED');
      const told: string[] = [];
      for (const Username of ['nobody', 'unreachable', 'off']) {
        const outcomes: string[] = [];
        for (let attempt = 0; attempt < 3; attempt += 1) {
          outcomes.push(await errorOf(aws.cognito.send(new ForgotPasswordCommand({ ClientId, Username }))));
        }
        told.push(`${Username}: ${outcomes.join(', ')}`);
      }
      return told.join('; ');
    },
  });
});

describe('ConfirmForgotPassword', () => {
  liveQuestion(
    'a live run settles whether ConfirmForgotPassword under LEGACY tells disabled users so, and users without a code',
    {
      guess:
        'disabled: NotAuthorizedException: User is disabled.; without a code: ExpiredCodeException: Invalid code provided, please request a code again.',
      ask: async (aws) => {
        const { ClientId } = await world(aws, 'LEGACY');
        const confirm = (Username: string) => () =>
          aws.cognito.send(
            new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode: CODE, Password: PASSWORD }),
          );
        return outcomesOf({ disabled: confirm('off'), 'without a code': confirm('unreachable') });
      },
    },
  );
});

describe('AdminResetUserPassword', () => {
  liveQuestion('a live run settles which states and pools refuse AdminResetUserPassword, and in which words', {
    guess:
      'invited: NotAuthorizedException: User password cannot be reset in the current state.; unconfirmed: NotAuthorizedException: User password cannot be reset in the current state.; disabled: NotAuthorizedException: User is disabled.; without an address: InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number; in a pool where administrators recover accounts: InvalidParameterException: The user pool has no self-service account recovery.',
    ask: async (aws) => {
      const { UserPoolId } = await world(aws, 'LEGACY');
      const adminOnly = await world(aws, 'LEGACY', {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      });
      const reset =
        (Username: string, pool = UserPoolId) =>
        () =>
          aws.cognito.send(new AdminResetUserPasswordCommand({ UserPoolId: pool, Username }));
      return outcomesOf({
        invited: reset('unreachable-invited'),
        unconfirmed: reset('unreachable-unconfirmed'),
        disabled: reset('off'),
        'without an address': reset('unreachable'),
        'in a pool where administrators recover accounts': reset('unreachable', adminOnly.UserPoolId),
      });
    },
  });
});

describe('ResendConfirmationCode and ConfirmSignUp', () => {
  liveQuestion(
    'a live run settles what resending and confirming under ENABLED tells of users who are confirmed, disabled or unknown',
    {
      guess:
        'resend to a confirmed user: InvalidParameterException: User is already confirmed.; to a disabled one: answered; to nobody: answered; confirm a confirmed user: NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED; a disabled one: CodeMismatchException: Invalid verification code provided, please try again.; nobody: CodeMismatchException: Invalid verification code provided, please try again.',
      ask: async (aws) => {
        const { ClientId } = await world(aws, 'ENABLED', { AutoVerifiedAttributes: ['email'] });
        const resend = (Username: string) => () =>
          aws.cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
        const confirm = (Username: string) => () =>
          aws.cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: CODE }));
        return outcomesOf({
          'resend to a confirmed user': resend('unreachable'),
          'to a disabled one': resend('off'),
          'to nobody': resend('nobody'),
          'confirm a confirmed user': confirm('unreachable'),
          'a disabled one': confirm('off'),
          nobody: confirm('nobody'),
        });
      },
    },
  );
});
