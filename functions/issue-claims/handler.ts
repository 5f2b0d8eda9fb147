import middy, { type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { applyChanges } from '../../core/issue-claims/apply-changes.ts';
import { type ClaimsReport, issueClaims, silence } from '../../core/issue-claims/issue-claims.ts';
import { errorName } from '../../core/migrate-user/error-name.ts';
import { lazily } from '../invocation/lazily.ts';
import { readEnvironment } from '../invocation/read-environment.ts';
import { createTelemetry, type Telemetry } from '../invocation/telemetry.ts';
import { withinBudget } from '../invocation/within-budget.ts';
import { connect } from './connect.ts';
import { parseEnvironment } from './environment.ts';

/** What a sign-in or a refresh may wait for its claims. */
const budgetMs = 1_500;

const telemetry = createTelemetry('poolferry-issue-claims');

const container = lazily(async () => {
  const environment = readEnvironment(parseEnvironment, telemetry);
  return { settings: environment.settings, toPorts: connect(environment) };
});

const decide = async (event: object): Promise<ClaimsReport | undefined> => {
  const { settings, toPorts } = await container();
  try {
    return await withinBudget(budgetMs, (signal) => issueClaims(event, settings, toPorts(signal)));
  } catch (error) {
    return { outcome: 'failed', errorName: errorName(error), changes: silence(settings) };
  }
};

/** Says nothing of ordinary tokens: they are too many, and `bind-user` tells who crossed. */
const tell = (to: Telemetry, report: ClaimsReport, requestId: string) => {
  if (report.outcome === 'unproven') {
    to.count('ClaimsWithheld', { reason: report.reason });
    to.info('claims withheld', { requestId, reason: report.reason });
  } else if (report.outcome === 'failed') {
    to.count('ClaimsFailed');
    to.alarm('claims withheld', { requestId, errorName: report.errorName });
  }
};

/** Never fails a sign-in or a refresh. What cannot be found out is left out of the tokens. */
const issue = async (event: object, context: Partial<Context>): Promise<object> => {
  const report = await decide(event);
  if (report === undefined) return event;
  tell(telemetry, report, context.awsRequestId ?? '');
  return applyChanges(event, report.changes);
};

/** Only settings that cannot be read come here: without them, not even the names of the claims are known. */
const returnEvent = ({ event, error }: Request<object, object>) => {
  telemetry.count('ClaimsFailed');
  telemetry.alarm('claims withheld', { errorName: errorName(error) });
  telemetry.publish();
  return event;
};

export const handler = middy<object, object>({ timeoutEarlyInMillis: 0 })
  .use({ after: telemetry.publish })
  .onError(returnEvent)
  .handler(issue);
