import middy, { type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { type GuardReport, guardSignUp } from '../../core/guard-sign-up/guard-sign-up.ts';
import { errorName } from '../../core/migrate-user/error-name.ts';
import { lazily } from '../invocation/lazily.ts';
import { readEnvironment } from '../invocation/read-environment.ts';
import { createTelemetry } from '../invocation/telemetry.ts';
import { OutOfTime, withinBudget } from '../invocation/within-budget.ts';
import { connect } from './connect.ts';
import { parseEnvironment } from './environment.ts';
import { tell } from './tell.ts';

/** After a migration Cognito asks within a sign-in, and it gives up after five seconds, start of the container included. */
const budgetMs = 2_500;

const telemetry = createTelemetry('poolferry-guard-sign-up');

const container = lazily(async () => {
  const environment = readEnvironment(parseEnvironment, telemetry);
  return { settings: environment.settings, toPorts: connect(environment) };
});

const judge = async (event: object): Promise<GuardReport> => {
  try {
    return await withinBudget(budgetMs, async (signal) => {
      const { settings, toPorts } = await container();
      return guardSignUp(event, settings, toPorts(signal));
    });
  } catch (error) {
    const reason = error instanceof OutOfTime ? 'out-of-time' : 'defect';
    return { outcome: 'refused', reason, errorName: errorName(error) };
  }
};

/** Whoever passes gets the event back as it came: confirming and verifying is not the guard's to decide. */
const guard = async (event: object, context: Partial<Context>): Promise<object> => {
  const report = await judge(event);
  tell(telemetry, report, context.awsRequestId ?? '');
  if (report.outcome === 'refused') throw new SignUpRefused();
  return event;
};

/**
 * The text reaches the person who signs up, between words and a full stop of Cognito's. It is the same for every cause. That
 * there is a refusal tells that the name is known; that cannot be hidden from somebody who may have it otherwise.
 */
class SignUpRefused extends Error {
  constructor() {
    super('This sign-up is not possible. If you have an account, please sign in; otherwise try again later');
    this.name = 'SignUpRefused';
  }
}

/** Whatever goes wrong where nothing should, nobody reads it: an error may quote what it was given. */
const hideError = (request: Request<object, object>) => {
  if (!(request.error instanceof SignUpRefused)) request.error = new SignUpRefused();
};

export const handler = middy<object, object>({ timeoutEarlyInMillis: 0 })
  .use({ after: telemetry.publish, onError: telemetry.publish })
  .onError(hideError)
  .handler(guard);
