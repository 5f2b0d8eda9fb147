import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createSrpClient } from './srp-client.ts';
import type { PoolAndClient } from './trigger-world.ts';

/** Both steps of USER_SRP_AUTH. */
export const srpSignIn = async (
  { cognito }: Pick<Sandbox, 'cognito'>,
  { userPoolId, clientId }: PoolAndClient,
  username: string,
  password: string,
): Promise<Record<string, unknown>> => {
  const srp = createSrpClient(userPoolId);
  const challenge = await cognito.call<{ ChallengeParameters: Record<string, string> }>('InitiateAuth', {
    ClientId: clientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: username, SRP_A: srp.srpA },
  });
  return cognito.call('RespondToAuthChallenge', {
    ClientId: clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: srp.claim(challenge.ChallengeParameters, password),
  });
};
