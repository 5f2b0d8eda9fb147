import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmRule } from '../alarm-rules.ts';

export type TriggerAlarmsProps = {
  /** As people know it: "UserMigration trigger". */
  readonly name: string;
  /** Of the target, by which functions tell their metrics apart from those of other migrations. */
  readonly userPoolId: string;
  readonly function: LambdaFunction;
  readonly rules: readonly AlarmRule[];
  /** Without one the alarms only change colour. */
  readonly alarmTopicArn?: string | undefined;
};

const period = Duration.minutes(5);

/** Alarms of one function. Each says what it means and what to do, because whoever gets it at night has only that. */
export class TriggerAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { name, userPoolId, function: trigger, rules, alarmTopicArn }: TriggerAlarmsProps,
  ) {
    super(scope, id);
    const topic = alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', alarmTopicArn);
    const lambda = (metricName: 'Errors' | 'Throttles') => trigger.metric(metricName, { statistic: 'Sum', period });
    this.alarms = [
      ...rules.map(({ id: rule, metricName, dimensions, threshold, means, whatToDo }) => {
        const metric = new Metric({
          namespace: 'poolferry',
          metricName,
          dimensionsMap: { ...dimensions, userPoolId },
          statistic: 'Sum',
          period,
        });
        return this.add(rule, metric, threshold, describe(name, rule, means, whatToDo), topic);
      }),
      this.add(
        'errors',
        lambda('Errors'),
        1,
        describe(
          name,
          'errors',
          'The function crashed or ran out of time.',
          'Look at its log; report it if it is a bug.',
        ),
        topic,
      ),
      this.add(
        'throttles',
        lambda('Throttles'),
        1,
        describe(
          name,
          'throttles',
          'Lambda refused calls, and those people could not sign in.',
          'Raise trigger.reservedConcurrency, or the concurrency of the account.',
        ),
        topic,
      ),
      this.add(
        'slow',
        trigger.metricDuration({ statistic: 'p99', period }),
        4_000,
        describe(
          name,
          'slow',
          'One call in a hundred takes longer than four of the five seconds that Cognito waits.',
          'Look at the latencies of the source, the ledger and STS.',
        ),
        topic,
      ),
    ];
  }

  private add(id: string, metric: IMetric, threshold: number, alarmDescription: string, topic: ITopic | undefined) {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // Nothing is written where nothing happens.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  }
}

const describe = (name: string, rule: string, means: string, whatToDo: string) =>
  `${name}, ${rule}. ${means} What to do: ${whatToDo}`;
