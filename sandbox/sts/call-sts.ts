import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, notServed } from '../aws-error.ts';
import { type Answer, queryError, xmlAnswer } from '../http/answer.ts';
import type { RoleSession, RoleStore } from './role-store.ts';

type StsRequest = {
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly accountId: string;
  readonly requestId: string;
};

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Answers in the query protocol's XML. */
const result = (operation: string, requestId: string, members: string): string => `\
<${operation}Response xmlns="${NAMESPACE}">
  <${operation}Result>
${members}
  </${operation}Result>
  <ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>
</${operation}Response>
`;

const assumedArn = ({ roleArn, sessionName }: RoleSession): string => {
  const [, , , , account = '', path = ''] = roleArn.split(':');
  return `arn:aws:sts::${account}:assumed-role/${path.split('/').at(-1)}/${sessionName}`;
};

const getCallerIdentity = (session: RoleSession | undefined, { accountId, requestId }: StsRequest): string => {
  const account = session?.roleArn.split(':')[4] ?? accountId;
  return result(
    'GetCallerIdentity',
    requestId,
    `    <Arn>${session === undefined ? `arn:aws:iam::${accountId}:user/sandbox` : assumedArn(session)}</Arn>
    <UserId>${session === undefined ? 'AIDASANDBOXSANDBOX' : `AROASANDBOXSANDBOX:${session.sessionName}`}</UserId>
    <Account>${account}</Account>`,
  );
};

/** Members of AssumeRole with what the API asks of them. Every other member is refused. */
const CONSTRAINTS: Readonly<Record<string, RegExp>> = {
  RoleArn: /^[\s\S]{20,2048}$/,
  RoleSessionName: /^[\w+=,.@-]{2,64}$/,
  ExternalId: /^[\w+=,.@:/-]{2,1224}$/,
  DurationSeconds: /^\d{1,6}$/,
};
const REQUIRED = ['RoleArn', 'RoleSessionName'];

const assumeRole = (
  roles: RoleStore,
  caller: RoleSession | undefined,
  { parameters, requestId }: StsRequest,
): string => {
  for (const [name, value] of parameters) {
    if (name === 'Action' || name === 'Version') continue;
    const constraint = CONSTRAINTS[name];
    if (constraint === undefined) {
      throw notServed(`the member ${name} of AssumeRole`);
    }
    if (!constraint.test(value)) throw validationError(name);
  }
  const missing = REQUIRED.find((name) => !parameters.has(name));
  if (missing !== undefined) throw validationError(missing);
  const seconds = Number(parameters.get('DurationSeconds') ?? 3_600);
  if (seconds < 900 || seconds > 43_200) throw validationError('DurationSeconds');

  const session = roles.assume({
    roleArn: parameters.get('RoleArn') ?? '',
    sessionName: parameters.get('RoleSessionName') ?? '',
    externalId: parameters.get('ExternalId') ?? undefined,
    seconds,
    isRoleItself: caller !== undefined,
  });
  return result(
    'AssumeRole',
    requestId,
    `    <AssumedRoleUser>
      <Arn>${assumedArn(session)}</Arn>
      <AssumedRoleId>AROASANDBOXSANDBOX:${session.sessionName}</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${session.accessKeyId}</AccessKeyId>
      <SecretAccessKey>${session.secretAccessKey}</SecretAccessKey>
      <SessionToken>${session.sessionToken}</SessionToken>
      <Expiration>${new Date(session.expiresMs).toISOString()}</Expiration>
    </Credentials>`,
  );
};

const validationError = (member: string): AwsError =>
  new AwsError('ValidationError', `1 validation error detected: Value at '${member}' failed to satisfy constraint`);

export const callSts = (roles: RoleStore, request: StsRequest): Answer => {
  const operation = request.parameters.get('Action') ?? '';
  try {
    const caller = roles.sessionOf(request.headers);
    if (operation === 'GetCallerIdentity') return xmlAnswer(getCallerIdentity(caller, request));
    if (operation === 'AssumeRole') return xmlAnswer(assumeRole(roles, caller, request));
    throw notServed(`the STS operation ${operation}`);
  } catch (error) {
    const { name, message, httpStatus } =
      error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
    return queryError(name, message, httpStatus);
  }
};
