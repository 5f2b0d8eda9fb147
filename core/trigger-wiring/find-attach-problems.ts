import { type ImportJob, isActive } from '../import/import-job.ts';
import { type Deployment, outputNames } from './deployed-functions.ts';
import { holderOf, slotNames } from './function-slots.ts';
import { lambdaConfigOf, type PoolState } from './pool-settings.ts';

export type AppClient = {
  readonly clientId: string;
  readonly name: string;
  /** Undefined: the standard attributes. */
  readonly writeAttributes: readonly string[] | undefined;
  readonly authFlows: readonly string[];
};

export type AttachFacts = {
  readonly poolArn: string;
  readonly pool: PoolState;
  readonly deployment: Deployment;
  readonly clients: readonly AppClient[];
  readonly importJobs: readonly Pick<ImportJob, 'jobId' | 'status'>[];
  /** App clients whose sign-ins the trigger serves. */
  readonly clientIds: readonly string[];
  /** Attributes that tell who a user was. */
  readonly previousAttributes: readonly string[];
};

/** Why the functions may not be attached, all of it. */
export const findAttachProblems = (facts: AttachFacts): string[] => [
  ...findChangeProblems(facts),
  ...findStrangeFunctions(facts),
  ...slotNames.flatMap((slot) => {
    const holder = holderOf(lambdaConfigOf(facts.pool.settings), slot);
    const ours = facts.deployment.functions[slot];
    return ours === undefined || holder === undefined || holder === ours
      ? []
      : [
          `${slot}: is held by ${holder}${slot === 'UserMigration' ? '; take it off first' : '; wrap that function, as docs/deploy.md shows'}`,
        ];
  }),
  ...facts.clients.flatMap(({ clientId, name, writeAttributes }) => {
    const writable = facts.previousAttributes.filter((attribute) => writeAttributes?.includes(attribute));
    return writable.length === 0
      ? []
      : [
          `app client ${clientId} "${name}": may write ${writable.join(' and ')}, so users could pass for others; take it out of WriteAttributes`,
        ];
  }),
  ...facts.clientIds
    .filter((clientId) => !facts.clients.some((client) => client.clientId === clientId))
    .map((clientId) => `target.clientIds: the pool has no app client ${clientId}`),
];

/** A stack of ours stands where its pool is, so functions elsewhere come from a file that somebody edited or mixed up. */
const findStrangeFunctions = ({ poolArn, deployment }: Pick<AttachFacts, 'poolArn' | 'deployment'>): string[] => {
  const [, partition, , region, account] = poolArn.split(':');
  const prefix = `arn:${partition}:lambda:${region}:${account}:function:`;
  return slotNames.flatMap((slot) => {
    const arn = deployment.functions[slot];
    return arn === undefined || (arn.startsWith(prefix) && /^[\w-]+$/.test(arn.slice(prefix.length)))
      ? []
      : [`${outputNames[slot]}: is "${arn}", and no function of account ${account} in ${region}`];
  });
};

/** Why the pool may not be changed at all. */
export const findChangeProblems = ({
  poolArn,
  pool,
  deployment,
  importJobs,
}: Pick<AttachFacts, 'poolArn' | 'pool' | 'deployment' | 'importJobs'>): string[] => [
  ...(deployment.targetUserPoolArn === poolArn
    ? []
    : [`stack "${deployment.stackName}": its functions take calls of ${deployment.targetUserPoolArn} only`]),
  ...importJobs.filter(isActive).map(({ jobId, status }) => `import job ${jobId}: is ${status}; wait until it is over`),
  ...pool.unknown.map((path) => `${path}: is a setting that this version does not know and could not send back`),
];

/** Cognito runs the migration trigger in these flows only. */
const servedFlows = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_NO_SRP_AUTH',
];

/** App clients that the trigger is to serve and that Cognito will never call it for. */
export const findUnservedClients = ({ clients, clientIds }: Pick<AttachFacts, 'clients' | 'clientIds'>): string[] =>
  clients
    .filter(
      ({ clientId, authFlows }) =>
        clientIds.includes(clientId) && !authFlows.some((flow) => servedFlows.includes(flow)),
    )
    .map(({ clientId }) => clientId);
