import { clientOfPool, poolOf } from '../lookups.ts';
import { defineOperation, type InformationOnly } from '../operation.ts';
import { type AuthRequest, startSignIn } from '../sign-in/start-sign-in.ts';

type AdminInitiateAuthRequest = AuthRequest &
  InformationOnly & { readonly UserPoolId: string; readonly ClientId: string };

export const adminInitiateAuth = defineOperation<AdminInitiateAuthRequest>(
  ['UserPoolId', 'ClientId', 'AuthFlow', 'AuthParameters', 'ClientMetadata', 'AnalyticsMetadata', 'ContextData'],
  (state, request) => {
    const pool = poolOf(state, request.UserPoolId);
    return startSignIn(state, pool, clientOfPool(pool, request.ClientId), request, { isAdmin: true });
  },
);
