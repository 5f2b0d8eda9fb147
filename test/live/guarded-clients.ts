import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { journal, type LiveRun, POOL_PREFIX, POOL_TAG } from './live-run.ts';
import { messageProblem } from './message-guard.ts';
import { onceSettled, onceUploaded } from './wait-for-aws.ts';

/** Import jobs take minutes: asking more often tells nothing. */
const POLL_MS = 5_000;

const MAX_POOL_NAME = 128;

type Input = Record<string, unknown>;

type MadePool = {
  readonly name: string;
  /** It verifies no addresses, and so sends nothing to a new one. */
  isSilent: boolean;
};

type Output = {
  readonly UserPool?: { readonly Id?: string; readonly Name?: string };
  readonly UserPoolClient?: { readonly ClientId?: string; readonly UserPoolId?: string };
};

const verifiesNothing = ({ AutoVerifiedAttributes }: Input): boolean =>
  !Array.isArray(AutoVerifiedAttributes) || AutoVerifiedAttributes.length === 0;

/** A limit of Cognito is an answer, which the SDK would take for throttling and ask for again and again. */
const takeLimitsForAnswers = ({ config }: CognitoIdentityProviderClient): void => {
  const usual = config.retryStrategy;
  config.retryStrategy = async () => {
    const strategy = await usual();
    if (!('refreshRetryTokenForRetry' in strategy)) return strategy;
    return Object.assign(Object.create(strategy), {
      refreshRetryTokenForRetry: (...args: Parameters<typeof strategy.refreshRetryTokenForRetry>) => {
        const error: unknown = args[1].error;
        if (error instanceof Error && error.name === 'LimitExceededException') throw error;
        return strategy.refreshRetryTokenForRetry(...args);
      },
    });
  };
};

/**
 * Clients for tests that know nothing of a live run: their pools get names and tags by which they can be removed, their
 * requests keep the run's pace, and what could send a message never leaves.
 */
export const guardedClients = (run: LiveRun) => {
  const configuration = { region: run.region, maxAttempts: 8 };
  const cognito = new CognitoIdentityProviderClient(configuration);
  const logs = new CloudWatchLogsClient(configuration);
  takeLimitsForAnswers(cognito);
  const pools = new Map<string, MadePool>();
  const poolOfClient = new Map<string, string>();
  let free: Promise<unknown> = Promise.resolve();

  /** Waits for its turn. */
  const paced = (waitMs: number): Promise<unknown> => {
    const turn = free;
    free = turn.then(() => sleep(waitMs));
    return turn;
  };

  const prefix = `${POOL_PREFIX}${run.runId}-`;
  const nameFor = (name: string): string =>
    name.startsWith(prefix) ? name : `${prefix}${name}`.slice(0, MAX_POOL_NAME);

  const marked = (operation: string, input: Input): Input => {
    if (operation !== 'CreateUserPool' && operation !== 'UpdateUserPool') return input;
    return {
      ...input,
      ...(typeof input.PoolName === 'string' ? { PoolName: nameFor(input.PoolName) } : {}),
      UserPoolTags: { ...(input.UserPoolTags as Input | undefined), [POOL_TAG]: run.runId },
      ...(operation === 'CreateUserPool' ? { DeletionProtection: 'INACTIVE' } : {}),
    };
  };

  const poolOf = (input: Input): MadePool | undefined =>
    pools.get(String(input.UserPoolId ?? poolOfClient.get(String(input.ClientId))));

  const noted = (operation: string, input: Input, { UserPool, UserPoolClient }: Output) => {
    if (operation === 'CreateUserPool' && UserPool?.Id !== undefined) {
      pools.set(UserPool.Id, { name: UserPool.Name ?? '', isSilent: verifiesNothing(input) });
      journal(run, 'pools', { created: UserPool.Id });
    } else if (operation === 'CreateUserPoolClient') {
      poolOfClient.set(UserPoolClient?.ClientId ?? '', UserPoolClient?.UserPoolId ?? '');
    } else if (operation === 'DeleteUserPool') {
      const id = String(input.UserPoolId);
      pools.delete(id);
      journal(run, 'pools', { removed: id });
    }
  };

  cognito.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, '');
      const input = args.input as Input;
      const pool = poolOf(input);
      // Before it is sent: whatever comes of it, the pool may verify from now on.
      if (pool !== undefined && operation === 'UpdateUserPool' && !verifiesNothing(input)) pool.isSilent = false;
      const problem = messageProblem(operation, input, pool?.isSilent === true);
      if (problem !== undefined) throw new Error(`A live run does not call ${operation} here: ${problem}.`);
      await paced(operation === 'DescribeUserImportJob' && run.paceMs > 0 ? POLL_MS : run.paceMs);
      const sent = marked(operation, input);
      const send = () => next({ ...args, input: sent as typeof args.input });
      const result = await (operation === 'StartUserImportJob' ? onceUploaded(send, run.paceMs) : send());
      noted(operation, sent, result.output as Output);
      return result;
    },
    { step: 'initialize', name: 'liveGuard', priority: 'high' },
  );

  // Cognito names the log after the pool, and the test knows the pool by another name.
  logs.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as Input;
      const [, root, id = ''] = /^(\/aws\/cognito\/userpools\/([^/]+))\//.exec(String(input.logGroupName)) ?? [];
      const name = pools.get(id)?.name;
      const renamed = name === undefined ? input : { ...input, logGroupName: `${root}/${name}` };
      return onceSettled(() => next({ ...args, input: renamed as typeof args.input }), run.paceMs);
    },
    { step: 'initialize', name: 'liveLogGroup' },
  );

  /** Those that are still there. */
  return { cognito, logs, openPools: (): string[] => [...pools.keys()] };
};
