import { AwsError, notServed } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';

type Flow = 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'ADMIN_USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH';

const SAME_FLOW: Readonly<Record<string, Flow>> = {
  USER_SRP_AUTH: 'USER_SRP_AUTH',
  USER_PASSWORD_AUTH: 'USER_PASSWORD_AUTH',
  ADMIN_USER_PASSWORD_AUTH: 'ADMIN_USER_PASSWORD_AUTH',
  ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH',
  REFRESH_TOKEN_AUTH: 'REFRESH_TOKEN_AUTH',
  REFRESH_TOKEN: 'REFRESH_TOKEN_AUTH',
};

/** What in a client's ExplicitAuthFlows allows a flow: today's name or the one from before the ALLOW_ names. */
const ALLOWED_BY: Readonly<Record<Flow, readonly string[]>> = {
  USER_SRP_AUTH: ['ALLOW_USER_SRP_AUTH'],
  USER_PASSWORD_AUTH: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ADMIN_USER_PASSWORD_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  REFRESH_TOKEN_AUTH: ['ALLOW_REFRESH_TOKEN_AUTH', 'USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
};

/** The flow that a request asks for. Throws if the client may not use it, or the sandbox does not serve it. */
export const allowedFlow = (client: UserPoolClient, asked: string, isAdmin: boolean): Flow => {
  const flow = SAME_FLOW[asked];
  if (flow === undefined) throw notServed(`the auth flow ${asked}`);
  if (flow === (isAdmin ? 'USER_PASSWORD_AUTH' : 'ADMIN_USER_PASSWORD_AUTH')) {
    throw new AwsError('InvalidParameterException', 'Initiate Auth method not supported.');
  }
  if (!ALLOWED_BY[flow].some((name) => client.authFlows.includes(name))) {
    const message = isAdmin ? 'Auth flow not enabled for this client' : `${flow} flow not enabled for this client`;
    throw new AwsError('InvalidParameterException', message);
  }
  return flow;
};

export const requiredParameter = (parameters: Readonly<Record<string, string>>, name: string): string => {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
  }
  return value;
};
