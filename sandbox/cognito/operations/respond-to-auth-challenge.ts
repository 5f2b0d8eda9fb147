import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { answerChallenge } from '../sign-in/answer-challenge.ts';
import type { ChallengeAnswer } from '../sign-in/challenges/challenge-handler.ts';

type RespondToAuthChallengeRequest = ChallengeAnswer & InformationOnly & { readonly ClientId: string };

export const respondToAuthChallenge = defineOperation<RespondToAuthChallengeRequest>(
  [
    'ClientId',
    'ChallengeName',
    'Session',
    'ChallengeResponses',
    'ClientMetadata',
    'AnalyticsMetadata',
    'UserContextData',
  ],
  (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    return answerChallenge(state, pool, client, request);
  },
);
