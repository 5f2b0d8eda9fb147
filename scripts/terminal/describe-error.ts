import { PoolferryError, ProblemsError } from '../../core/errors.ts';

/** An error as a person or a script gets to see it. */
export type ErrorDescription = {
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly string[];
  readonly lines?: readonly string[];
  readonly hint?: string;
};

/** Failures of this machine and of signing in to AWS, which no part of poolferry can say more about. */
const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room and run the same command again; what was written before is intact.',
  EDQUOT: 'Your share of the disk is used up. Make room and run the same command again; what was written is intact.',
  EROFS: 'The file system is read-only. Name another directory, for runs with --state-dir.',
  EACCES: 'You may not read or write that file. Name another one, or change its permissions.',
  EPERM: 'You may not read or write that file. Name another one, or change its permissions.',
  EIO: 'The disk reports an error. Nothing more was changed in AWS after it.',
  ENOENT: 'There is no such file or directory.',
  ENOTDIR: 'Part of that path is a file rather than a directory.',
  EISDIR: 'A directory stands where a file is expected.',
  ELOOP: 'A symbolic link stands where a file of ours is expected. Put the file itself there.',
  CredentialsProviderError:
    'Sign in to AWS first: set AWS_PROFILE, name a profile in the configuration, or run aws sso login.',
  TokenProviderError: 'Your sign-in has ended: run aws sso login.',
  ExpiredTokenException: 'Your credentials have expired: sign in to AWS again and run the same command again.',
  ExpiredToken: 'Your credentials have expired: sign in to AWS again and run the same command again.',
  UnrecognizedClientException: 'AWS does not know these credentials: check the profile and the Region.',
  AccessDeniedException: 'These credentials may not do that: the message names the action that is missing.',
  ECONNREFUSED: 'Nothing answers there: check the network, and AWS_ENDPOINT_URL if it is set.',
  EAI_AGAIN: 'Names of hosts are not being resolved: check the network.',
  ENOTFOUND: 'That host is not known: check the network and the Region.',
};

const unforeseen = 'Nobody foresaw this. With --debug the same command shows where it comes from.';

export const describeError = (error: unknown): ErrorDescription => {
  if (error instanceof PoolferryError) {
    const { code, message, hint, lines } = error;
    const problems = error instanceof ProblemsError ? { problems: error.problems } : {};
    return {
      code,
      message,
      ...problems,
      ...(lines.length === 0 ? {} : { lines }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  const { name, code, message } = toErrorParts(error);
  const key = [code, name].find((each) => each !== undefined && Object.hasOwn(hints, each));
  const named = name === 'Error' ? message : `${name}: ${message}`;
  return { code: key ?? 'unexpected', message: named, hint: (key && hints[key]) || unforeseen };
};

const toErrorParts = (error: unknown): { name: string; code?: string; message: string } => {
  if (!(error instanceof Error)) return { name: 'Error', message: 'something that is not an error was thrown' };
  const { code } = error as { code?: unknown };
  return { name: error.name, message: error.message, ...(typeof code === 'string' ? { code } : {}) };
};

/** Where an error and its causes come from, for `--debug`. */
export const errorTrace = (error: unknown): string[] => {
  const lines: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    lines.push(...`${depth === 0 ? '' : 'caused by '}${at.stack ?? at.message}`.split('\n'));
  }
  return lines;
};
