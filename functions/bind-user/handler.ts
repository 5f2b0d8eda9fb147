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

const tell = (report: BindReport, requestId: string) => {
  if (report.outcome === 'nothing-to-bind' || report.outcome === 'already-bound') return;
  const fields = { requestId, ...report };
  if (report.outcome === 'refused') {
    telemetry.count('SecurityAlarm', { reason: report.reason });
    telemetry.alarm('refused to bind', fields);
  } else if (report.outcome === 'failed') {
    telemetry.count('BindFailed');
    telemetry.alarm('could not bind', fields);
  } else {
    telemetry.count(report.outcome === 'bound' ? 'Bound' : 'LeftToImport');
    telemetry.info(report.outcome, fields);
  }
};

/** Never fails a sign-in: whatever happens, the event goes back as it came. */
const bindAndReturn = async (event: object, context: Partial<Context>): Promise<object> => {
  tell(await bind(event), context.awsRequestId ?? '');
  return event;
};

const returnEvent = ({ event }: Request<object, object>) => event;

export const handler = middy<object, object>({ timeoutEarlyInMillis: 0 })
  .use({ after: telemetry.publish, onError: telemetry.publish })
  .onError(returnEvent)
  .handler(bindAndReturn);
