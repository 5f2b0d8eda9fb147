import { setTimeout as sleep } from 'node:timers/promises';
import {
  AssociateSoftwareTokenCommand,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandInput,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe } from 'vitest';
import { codesOf, registerApp, takeApps, turnOnApp, wrongCode } from '../support/authenticator-app.ts';
import { type AwsUnderTest, makeClient, makePool } from '../support/aws-under-test.ts';
import { liveQuestion, outcomeOf, outcomesOf } from '../support/live-question.ts';
import { addUser, signIn } from '../support/sign-in-steps.ts';

/** A pool whose only second factor are authenticator apps, which cannot send anything, with two users. */
const world = async (aws: AwsUnderTest, MfaConfiguration: 'ON' | 'OPTIONAL') => {
  const UserPoolId = await makePool(aws);
  const { id: ClientId } = await makeClient(aws, UserPoolId);
  await takeApps(aws, UserPoolId, MfaConfiguration);
  for (const name of ['ana', 'bo']) await addUser(aws, UserPoolId, name);
  const respond = (input: Partial<RespondToAuthChallengeCommandInput>) =>
    aws.cognito.send(new RespondToAuthChallengeCommand({ ClientId, ChallengeName: 'SOFTWARE_TOKEN_MFA', ...input }));
  return {
    UserPoolId,
    ClientId,
    respond,
    signIn: () => signIn(aws, ClientId, 'ana'),
    answer: (Session: string | undefined, code: string, USERNAME = 'ana') =>
      respond({ Session, ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE: code } }),
  };
};

/** Registers an app for ana. Returns its codes. */
const register = async (aws: AwsUnderTest, app: Awaited<ReturnType<typeof world>>, isOn: boolean) => {
  const AccessToken = (await app.signIn()).AuthenticationResult?.AccessToken ?? '';
  const { codes } = await registerApp(aws, AccessToken);
  if (isOn) await turnOnApp(aws, AccessToken);
  return codes;
};

/** In which wrong codes lock out for four seconds. */
const WRONG_CODES = 7;

describe('an authenticator app', () => {
  liveQuestion('a live run settles whether MFA_SETUP ends with tokens or with SOFTWARE_TOKEN_MFA', {
    guess: 'tokens',
    ask: async (aws) => {
      const app = await world(aws, 'ON');
      const { Session } = await app.signIn();
      const associated = await aws.cognito.send(new AssociateSoftwareTokenCommand({ Session }));
      const [UserCode] = codesOf(associated.SecretCode);
      const verified = await aws.cognito.send(
        new VerifySoftwareTokenCommand({ Session: associated.Session, UserCode }),
      );
      const answer = await app.respond({
        ChallengeName: 'MFA_SETUP',
        Session: verified.Session,
        ChallengeResponses: { USERNAME: 'ana' },
      });
      return answer.AuthenticationResult === undefined ? String(answer.ChallengeName) : 'tokens';
    },
  });

  liveQuestion('a live run settles whether OPTIONAL asks for a registered authenticator app that is not turned on', {
    guess: 'it does not',
    ask: async (aws) => {
      const app = await world(aws, 'OPTIONAL');
      await register(aws, app, false);
      const { ChallengeName, AuthenticationResult } = await app.signIn();
      return AuthenticationResult === undefined ? `it asks for ${ChallengeName}` : 'it does not';
    },
  });

  liveQuestion(
    'a live run settles whether five wrong codes lock out passwords, too, and whether a right password ends it',
    {
      guess:
        'after 7 wrong codes: the right password: answered; the right code: NotAuthorizedException: Password attempts exceeded',
      ask: async (aws) => {
        const app = await world(aws, 'OPTIONAL');
        const codes = await register(aws, app, true);
        let wrong = 0;
        for (let attempt = 0; wrong < WRONG_CODES && attempt < 60; attempt += 1) {
          // Where passwords are locked out as well, there is no session to answer.
          const told = await app.signIn().then(
            ({ Session }) => outcomeOf(app.answer(Session, wrongCode(codes))),
            () => 'locked out',
          );
          if (told.startsWith('CodeMismatchException')) wrong += 1;
          else await sleep(500);
        }
        const password = app.signIn();
        const told = await outcomeOf(password);
        const { Session } = await password.catch(() => ({ Session: undefined }));
        const code = await outcomeOf(app.answer(Session, codes[1]));
        return `after ${wrong} wrong codes: the right password: ${told}; the right code: ${code}`;
      },
    },
  );

  liveQuestion('a live run settles what a user is told whose only contact is for recovery, where MFA is required', {
    notAsked: 'needs a pool that sends codes by e-mail or SMS: an SES identity or a role for SNS, and messages',
  });

  liveQuestion('a live run settles what somebody else may do with the session of a challenge', {
    guess:
      'as another user: NotAuthorizedException: Invalid session for the user.; through another client: NotAuthorizedException: Invalid session for the user.; for another challenge: NotAuthorizedException: Invalid session for the user.; as themselves: answered',
    ask: async (aws) => {
      const app = await world(aws, 'OPTIONAL');
      const codes = await register(aws, app, true);
      const other = await makeClient(aws, app.UserPoolId, { ClientName: 'other' });
      const { Session } = await app.signIn();
      return outcomesOf({
        'as another user': () => app.answer(Session, codes[1], 'bo'),
        'through another client': () =>
          app.respond({
            ClientId: other.id,
            Session,
            ChallengeResponses: { USERNAME: 'ana', SOFTWARE_TOKEN_MFA_CODE: codes[1] },
          }),
        'for another challenge': () =>
          app.respond({
            ChallengeName: 'NEW_PASSWORD_REQUIRED',
            Session,
            ChallengeResponses: { USERNAME: 'ana', NEW_PASSWORD: 'Another-horse-8' },
          }),
        'as themselves': () => app.answer(Session, codes[1]),
      });
    },
  });
});
