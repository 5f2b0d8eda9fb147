import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { answerChallenge } from '../sign-in/answer-challenge.ts';
import type { ChallengeAnswer } from '../sign-in/challenges/challenge-handler.ts';

type AdminRespondToAuthChallengeRequest = ChallengeAnswer &
  InformationOnly & { readonly UserPoolId: string; readonly ClientId: string };

export const adminRespondToAuthChallenge = defineOperation<AdminRespondToAuthChallengeRequest>(
  [
    'UserPoolId',
    'ClientId',
    'ChallengeName',
    'Session',
    'ChallengeResponses',
    'ClientMetadata',
    'AnalyticsMetadata',
    'ContextData',
  ],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return answerChallenge(state, pool, clientOfPool(pool, request.ClientId), request);
  },
);
