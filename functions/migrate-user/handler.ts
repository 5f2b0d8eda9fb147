import { setTimeout as sleep } from 'node:timers/promises';
import middy, { type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { errorName } from '../../core/migrate-user/error-name.ts';
import { type MigrationReport, migrateUser } from '../../core/migrate-user/migrate-user.ts';
import { createBudgets } from '../invocation/budgets.ts';
import { lazily } from '../invocation/lazily.ts';
import { readEnvironment } from '../invocation/read-environment.ts';
import { createTelemetry } from '../invocation/telemetry.ts';
import { OutOfTime, withinBudget } from '../invocation/within-budget.ts';
import { connect } from './connect.ts';
import { parseEnvironment } from './environment.ts';
import { tell } from './tell.ts';

const nextBudgetMs = createBudgets();

const telemetry = createTelemetry('poolferry-migrate-user');

const container = lazily(async () => {
  const environment = readEnvironment(parseEnvironment, telemetry);
  const { settings, shortestCallMs } = environment;
  return { settings, shortestCallMs, toPorts: connect(environment, telemetry) };
});

const answer = async (event: unknown): Promise<MigrationReport> => {
  try {
    return await withinBudget(nextBudgetMs(performance.now()), async (signal) => {
      const startedAtMs = performance.now();
      const { settings, shortestCallMs, toPorts } = await container();
      const report = await migrateUser(event, settings, toPorts(signal));
      // Whatever the outcome: together with reserved concurrency this is the limit of what the source is asked.
      const restMs = shortestCallMs - (performance.now() - startedAtMs);
      // A timer takes a millisecond at least, also where there is nothing left to wait for.
      if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
      return report;
    });
  } catch (error) {
    const reason = error instanceof OutOfTime ? 'out-of-time' : 'defect';
    return { outcome: { kind: 'outage', reason }, errorName: errorName(error) };
  }
};

/** Creates nobody unless `migrateUser` says so. Whoever is denied gets the event back with an empty response. */
const migrate = async (event: object, context: Partial<Context>): Promise<object> => {
  const startedAtMs = performance.now();
  const report = await answer(event);
  tell(telemetry, report, context.awsRequestId ?? '', performance.now() - startedAtMs);
  switch (report.outcome.kind) {
    case 'create':
      return { ...event, response: report.outcome.response };
    case 'deny':
      return { ...event, response: {} };
    case 'outage':
      throw new TryAgainLater();
  }
};

/** The text reaches the person who signs in. It is the same for every cause. */
class TryAgainLater extends Error {
  constructor() {
    super('Signing in is not possible right now. Please try again later.');
    this.name = 'TryAgainLater';
  }
}

/** Whatever goes wrong where nothing should, nobody reads it: an error may quote what it was given. */
const hideError = (request: Request<object, object>) => {
  if (!(request.error instanceof TryAgainLater)) request.error = new TryAgainLater();
};

export const handler = middy<object, object>({ timeoutEarlyInMillis: 0 })
  .use({ after: telemetry.publish, onError: telemetry.publish })
  .onError(hideError)
  .handler(migrate);
