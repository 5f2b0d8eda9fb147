import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  Row,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export type CrossingDashboardProps = {
  /** Of the target. */
  readonly userPoolId: string;
  readonly title: string;
  readonly migrateUser: LambdaFunction;
  readonly bindUser: LambdaFunction;
  readonly alarms: readonly Alarm[];
};

const width = 24;
const service = 'poolferry-migrate-user';
const outcomes = ['Migrated', 'MigratedWithReset', 'Denied', 'Outage', 'Paused'];

/** Metrics of one migration. */
const metricsOf = (userPoolId: string) => ({
  count: (metricName: string, of = service) =>
    new Metric({
      namespace: 'poolferry',
      metricName,
      dimensionsMap: { service: of, userPoolId },
      statistic: 'Sum',
      period: Duration.minutes(5),
      label: metricName,
    }),
  /** Reasons are not known before they happen. */
  byReason: (metricName: string): IMetric =>
    new MathExpression({
      expression: `SEARCH('{poolferry,reason,service,userPoolId} MetricName="${metricName}" service="${service}" userPoolId="${userPoolId}"', 'Sum', 300)`,
      label: '',
      usingMetrics: {},
      period: Duration.minutes(5),
    }),
});

/** How a migration goes: who crossed, who did not and why, and whether the functions keep up. */
export class CrossingDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { userPoolId, title, migrateUser, bindUser, alarms }: CrossingDashboardProps,
  ) {
    super(scope, id);
    const { count, byReason } = metricsOf(userPoolId);
    const dashboard = new Dashboard(this, 'Dashboard');
    dashboard.addWidgets(
      new TextWidget({
        width,
        height: 2,
        markdown: `# ${title}\nReasons are explained in docs/trigger-reasons.md. To stop crossings within ten seconds: \`poolferry trigger pause --execute\``,
      }),
      new AlarmStatusWidget({ title: 'Alarms', width, height: 5, alarms: [...alarms] }),
      new SingleValueWidget({
        title: 'In the shown time',
        width,
        height: 3,
        setPeriodToTimeRange: true,
        metrics: [...outcomes.map((name) => count(name)), count('Bound', 'poolferry-bind-user')],
      }),
      new Row(
        new GraphWidget({
          title: 'Sign-ins of people who had not crossed',
          width: 12,
          left: outcomes.map((name) => count(name)),
        }),
        new GraphWidget({
          title: 'Users bound to their claim',
          width: 12,
          left: ['Bound', 'BindFailed', 'LeftToImport'].map((name) => count(name, 'poolferry-bind-user')),
        }),
      ),
      new Row(
        new GraphWidget({ title: 'Denied, by reason', width: 12, left: [byReason('Denied')] }),
        new GraphWidget({ title: 'Outages, by reason', width: 12, left: [byReason('Outage')] }),
      ),
      new Row(
        new GraphWidget({
          title: 'UserMigration: milliseconds (Cognito waits 5,000)',
          width: 12,
          left: ['p50', 'p99'].map((statistic) => migrateUser.metricDuration({ statistic, label: statistic })),
          leftYAxis: { min: 0, max: 5_000 },
        }),
        new GraphWidget({
          title: 'Functions in trouble',
          width: 12,
          left: [migrateUser, bindUser].flatMap((each, index) => {
            const name = index === 0 ? 'UserMigration' : 'PostAuthentication';
            return [
              each.metricErrors({ label: `${name} errors` }),
              each.metricThrottles({ label: `${name} throttles` }),
            ];
          }),
        }),
      ),
    );
  }
}
