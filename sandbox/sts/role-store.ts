import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../aws-error.ts';
import type { SandboxClock } from '../clock.ts';
import { LETTERS_AND_DIGITS, type SeededValues } from '../seeded-values.ts';

export type SandboxRole = {
  readonly arn: string;
  /** What the role's trust policy demands. Without it, any is accepted, as AWS does. */
  readonly externalId?: string;
  /** 3,600 unless the role allows more. */
  readonly maxSessionSeconds?: number;
};

export type RoleSession = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresMs: number;
};

export type RoleStore = {
  register(role: SandboxRole): void;
  /** Throws as STS does where the role, its external id or the session does not fit. */
  assume(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly externalId: string | undefined;
    readonly seconds: number;
    readonly isRoleItself: boolean;
  }): RoleSession;
  /** Whose temporary credentials signed a request; undefined for all others. Throws where they are unknown or over. */
  sessionOf(headers: IncomingHttpHeaders): RoleSession | undefined;
  /** Notes what a session called. */
  note(session: RoleSession, operation: string): void;
  /** Every call that was made with credentials of a role, in order. */
  readonly calls: readonly { readonly roleArn: string; readonly sessionName: string; readonly operation: string }[];
};

const DEFAULT_SESSION_SECONDS = 3_600;

export const accessKeyOf = (headers: IncomingHttpHeaders): string =>
  /Credential=([^/,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? '';

export const createRoleStore = (options: {
  readonly seeded: SeededValues;
  readonly clock: SandboxClock;
}): RoleStore => {
  const roles = new Map<string, SandboxRole>();
  const sessions = new Map<string, RoleSession>();
  const calls: RoleStore['calls'][number][] = [];

  return {
    calls,
    register: (role) => void roles.set(role.arn, role),
    assume: ({ roleArn, sessionName, externalId, seconds, isRoleItself }) => {
      const role = roles.get(roleArn);
      // AWS does not tell a role that is not there from one that does not trust the caller.
      if (role === undefined || (role.externalId !== undefined && role.externalId !== externalId)) {
        throw new AwsError(
          'AccessDenied',
          `User is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          403,
        );
      }
      const longest = isRoleItself ? DEFAULT_SESSION_SECONDS : (role.maxSessionSeconds ?? DEFAULT_SESSION_SECONDS);
      if (seconds > longest) {
        throw new AwsError(
          'ValidationError',
          isRoleItself
            ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
            : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        );
      }
      const purpose = `session|${roleArn}|${sessions.size}`;
      const session: RoleSession = {
        roleArn,
        sessionName,
        accessKeyId: `ASIA${options.seeded.text(`${purpose}|id`, LETTERS_AND_DIGITS, 16).toUpperCase()}`,
        secretAccessKey: options.seeded.text(`${purpose}|secret`, LETTERS_AND_DIGITS, 40),
        sessionToken: options.seeded.text(`${purpose}|token`, LETTERS_AND_DIGITS, 96),
        expiresMs: options.clock.nowMs() + seconds * 1_000,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    sessionOf: (headers) => {
      const accessKeyId = accessKeyOf(headers);
      if (!accessKeyId.startsWith('ASIA')) return undefined;
      const session = sessions.get(accessKeyId);
      if (session === undefined || headers['x-amz-security-token'] !== session.sessionToken) {
        throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
      }
      if (options.clock.nowMs() >= session.expiresMs) {
        throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
      }
      return session;
    },
    note: ({ roleArn, sessionName }, operation) => void calls.push({ roleArn, sessionName, operation }),
  };
};
