import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { journal, type LiveRun, POOL_PREFIX, POOL_TAG } from './live-run.ts';
import { messageProblem } from './message-guard.ts';

/** Import jobs take minutes: asking more often tells nothing. */
const POLL_MS = 5_000;

const MAX_POOL_NAME = 128;

type Input = Record<string, unknown>;

/**
 * Clients for tests that know nothing of a live run: their pools get names and tags by which they can be removed, their
 * requests keep the run's pace, and what could send a message never leaves.
 */
export const guardedClients = (run: LiveRun) => {
  const configuration = { region: run.region, maxAttempts: 8 };
  const cognito = new CognitoIdentityProviderClient(configuration);
  const logs = new CloudWatchLogsClient(configuration);
  const pools = new Map<string, string>();
  let free: Promise<unknown> = Promise.resolve();

  /** Waits for its turn. */
  const paced = (waitMs: number): Promise<unknown> => {
    const turn = free;
    free = turn.then(() => sleep(waitMs));
    return turn;
  };

  const marked = (operation: string, input: Input): Input => {
    const tags = { ...(input.UserPoolTags as Input | undefined), [POOL_TAG]: run.runId };
    if (operation === 'UpdateUserPool') return { ...input, UserPoolTags: tags };
    if (operation !== 'CreateUserPool') return input;
    const PoolName = `${POOL_PREFIX}${run.runId}-${input.PoolName}`.slice(0, MAX_POOL_NAME);
    return { ...input, PoolName, UserPoolTags: tags, DeletionProtection: 'INACTIVE' };
  };

  const noted = (operation: string, input: Input, output: { readonly UserPool?: { Id?: string; Name?: string } }) => {
    const id = operation === 'CreateUserPool' ? output.UserPool?.Id : input.UserPoolId;
    if (typeof id !== 'string') return;
    if (operation === 'CreateUserPool') {
      pools.set(id, output.UserPool?.Name ?? '');
      journal(run, 'pools', { created: id });
    } else if (operation === 'DeleteUserPool') {
      pools.delete(id);
      journal(run, 'pools', { removed: id });
    }
  };

  cognito.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, '');
      const input = args.input as Input;
      const problem = messageProblem(operation, input);
      if (problem !== undefined) throw new Error(`A live run does not call ${operation} here: ${problem}.`);
      await paced(operation === 'DescribeUserImportJob' && run.paceMs > 0 ? POLL_MS : run.paceMs);
      const sent = marked(operation, input);
      const result = await next({ ...args, input: sent as typeof args.input });
      noted(operation, sent, result.output as Parameters<typeof noted>[2]);
      return result;
    },
    { step: 'initialize', name: 'liveGuard', priority: 'high' },
  );

  // Cognito names the log after the pool, and the test knows the pool by another name.
  logs.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as Input;
      const [, root, id = ''] = /^(\/aws\/cognito\/userpools\/([^/]+))\//.exec(String(input.logGroupName)) ?? [];
      const name = pools.get(id);
      if (name === undefined) return next(args);
      return next({ ...args, input: { ...input, logGroupName: `${root}/${name}` } as typeof args.input });
    },
    { step: 'initialize', name: 'liveLogGroup' },
  );

  /** Those that are still there. */
  return { cognito, logs, openPools: (): string[] => [...pools.keys()] };
};
