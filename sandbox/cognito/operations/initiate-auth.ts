import { clientOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { type AuthRequest, startSignIn } from '../sign-in/start-sign-in.ts';

type InitiateAuthRequest = AuthRequest & InformationOnly & { readonly ClientId: string };

export const initiateAuth = defineOperation<InitiateAuthRequest>(
  ['ClientId', 'AuthFlow', 'AuthParameters', 'ClientMetadata', 'AnalyticsMetadata', 'UserContextData'],
  (state, request) => {
    const { pool, client } = clientOf(state, request.ClientId);
    return startSignIn(state, pool, client, request, { isAdmin: false });
  },
);
