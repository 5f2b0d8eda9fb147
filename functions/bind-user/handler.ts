import middy, { type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { type BindReport, bindUser } from '../../core/bind-user/bind-user.ts';
import { errorName } from '../../core/migrate-user/error-name.ts';
import { lazily } from '../invocation/lazily.ts';
import { readEnvironment } from '../invocation/read-environment.ts';
import { createTelemetry } from '../invocation/telemetry.ts';
import { withinBudget } from '../invocation/within-budget.ts';
import { connect } from './connect.ts';
import { parseEnvironment } from './environment.ts';
import { tell } from './tell.ts';

/** Binding is worth a moment of a sign-in, and no more: whoever is not bound now is bound at the next one. */
const budgetMs = 1_500;

const telemetry = createTelemetry('poolferry-bind-user');

const container = lazily(async () => {
  const environment = readEnvironment(parseEnvironment, telemetry);
  return { settings: environment.settings, toPorts: connect(environment) };
});

const bind = async (event: object): Promise<BindReport> => {
  try {
    return await withinBudget(budgetMs, async (signal) => {
      const { settings, toPorts } = await container();
      return bindUser(event, settings, toPorts(signal));
    });
  } catch (error) {
    return { outcome: 'failed', errorName: errorName(error) };
  }
};

/** Never fails a sign-in: whatever happens, the event goes back as it came. */
const bindAndReturn = async (event: object, context: Partial<Context>): Promise<object> => {
  tell(telemetry, await bind(event), context.awsRequestId ?? '');
  return event;
};

const returnEvent = ({ event }: Request<object, object>) => event;

export const handler = middy<object, object>({ timeoutEarlyInMillis: 0 })
  .use({ after: telemetry.publish, onError: telemetry.publish })
  .onError(returnEvent)
  .handler(bindAndReturn);
