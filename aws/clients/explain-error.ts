import { InterruptedError, PoolferryError } from '../../core/errors.ts';
import { isThrottle, isTransient, strangersStatus } from './error-kinds.ts';

type Attempted = {
  /** Completes "Could not ...": `describe user pool "eu-west-1_AbC"`. */
  readonly doing: string;
  /** The IAM action, for the hint when it is denied: `cognito-idp:ListUsers`. */
  readonly action: string;
};

/** An SDK error as one that a person can act on. Errors of our own pass unchanged. */
export const explainAwsError = (error: unknown, { doing, action }: Attempted): PoolferryError => {
  if (error instanceof PoolferryError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'AbortError') return new InterruptedError();
  const explain = (code: string, what: string, hint: string) =>
    new PoolferryError(`Could not ${doing}: ${what}`, { code, hint, cause: error });

  if (/AccessDenied|NotAuthorizedException|UnauthorizedOperation/.test(name)) {
    return explain('access-denied', 'access was denied.', `Allow these credentials the action ${action}.`);
  }
  if (name === 'ResourceNotFoundException') {
    return explain(
      'not-found',
      'it does not exist there.',
      'Check its name or id, the Region, and the account of the credentials.',
    );
  }
  if (/^Credential|TokenProviderError|CredentialsProviderError/.test(name)) {
    return explain(
      'no-credentials',
      'there are no usable AWS credentials.',
      'Sign in, or name a profile in the configuration.',
    );
  }
  if (/ExpiredToken|InvalidClientToken|UnrecognizedClient|InvalidSignature/.test(name)) {
    return explain(
      'credentials-rejected',
      `AWS rejected the credentials (${name}).`,
      'Renew them and run the same command again.',
    );
  }
  if (/region is missing/i.test(message)) {
    return explain(
      'no-region',
      'no Region is known.',
      'Set "region" next to the pool id in the configuration, or AWS_REGION.',
    );
  }
  if (isThrottle(error)) {
    return explain(
      'throttled',
      'AWS kept asking for fewer requests.',
      'Run it again later, or lower the limits in the configuration.',
    );
  }
  const status = strangersStatus(error);
  if (status !== undefined && status < 500) {
    // Without the cause, which may quote the body, and with it values of people.
    return new PoolferryError(`Could not ${doing}: what answered was not AWS (HTTP ${status}).`, {
      code: 'not-aws',
      hint: 'Check the endpoint, and whether a proxy or a firewall on the way answers in its place.',
    });
  }
  if (isTransient(error)) {
    const what = networkCode(error) ?? (status === undefined ? name : `HTTP ${status}`);
    return explain(
      'unreachable',
      `the service did not answer (${what}).`,
      'Check the network and the endpoint, then run the same command again.',
    );
  }
  return explain('aws-error', `${name === '' ? 'unknown error' : name}.`, 'Run it with --debug for the whole error.');
};

const networkCode = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
};
