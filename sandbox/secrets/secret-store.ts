import { AwsError, notServed } from '../aws-error.ts';
import type { SandboxClock } from '../clock.ts';
import { ownEntry } from '../own-entry.ts';
import { LETTERS_AND_DIGITS, type SeededValues } from '../seeded-values.ts';

type Secret = {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
  readonly createdMs: number;
};

/** Secrets Manager with one version of each secret. */
export type SecretStore = {
  create(name: string, value: string): { readonly arn: string };
  /** Another value of a secret that is there, as PutSecretValue makes it current. */
  put(name: string, value: string): void;
  /** By name or ARN. */
  find(id: string): { readonly arn: string; readonly name: string; readonly value: string } | undefined;
  call(operation: string, request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
};

const textOf = (request: Readonly<Record<string, unknown>>, member: 'Name' | 'SecretId'): string => {
  const value = request[member];
  if (typeof value === 'string' && value !== '') return value;
  const path = `${member[0]?.toLowerCase()}${member.slice(1)}`;
  const [shown, rule] = value === '' ? ['', 'have length greater than or equal to 1'] : [' null', 'not be null'];
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value${shown} at '${path}' failed to satisfy constraint: Member must ${rule}`,
  );
};

export const createSecretStore = (options: {
  readonly region: string;
  readonly accountId: string;
  readonly seeded: SeededValues;
  readonly clock: SandboxClock;
}): SecretStore => {
  const secrets = new Map<string, Secret>();

  const create = (name: string, value: string): Secret => {
    if (secrets.has(name)) {
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const suffix = options.seeded.text(`secret|${name}`, LETTERS_AND_DIGITS, 6);
    const secret: Secret = {
      arn: `arn:aws:secretsmanager:${options.region}:${options.accountId}:secret:${name}-${suffix}`,
      name,
      value,
      versionId: options.seeded.uuid(`secret version|${name}`),
      createdMs: options.clock.nowMs(),
    };
    secrets.set(name, secret);
    return secret;
  };

  const put = (name: string, value: string): void => {
    const secret = secrets.get(name);
    if (secret === undefined) throw new Error(`There is no secret ${name}.`);
    secrets.set(name, { ...secret, value, versionId: options.seeded.uuid(`secret version|${name}|${value}`) });
  };

  const find = (id: string): Secret | undefined =>
    secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id);

  const getSecretValue = (request: Readonly<Record<string, unknown>>) => {
    const secret = find(textOf(request, 'SecretId'));
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: secret.versionId,
      SecretString: secret.value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdMs / 1_000,
    };
  };

  const createSecret = (request: Readonly<Record<string, unknown>>) => {
    if (typeof request.SecretString !== 'string') throw notServed('secrets without a SecretString');
    const secret = create(textOf(request, 'Name'), request.SecretString);
    return { ARN: secret.arn, Name: secret.name, VersionId: secret.versionId };
  };

  const operations: Readonly<Record<string, typeof getSecretValue | typeof createSecret>> = {
    GetSecretValue: getSecretValue,
    CreateSecret: createSecret,
  };

  const members: Readonly<Record<string, readonly string[]>> = {
    GetSecretValue: ['SecretId'],
    CreateSecret: ['Name', 'SecretString', 'Description', 'ClientRequestToken'],
  };

  return {
    create,
    put,
    find,
    call: (operation, request) => {
      const run = ownEntry(operations, operation);
      if (run === undefined) throw notServed(`the Secrets Manager operation ${operation}`);
      for (const member of Object.keys(request)) {
        if (!members[operation]?.includes(member)) throw notServed(`the member ${member} of ${operation}`);
      }
      return run(request);
    },
  };
};
