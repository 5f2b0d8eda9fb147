import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnPermission, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RefusedError } from '../../core/errors.ts';

export type TriggerFunctionProps = {
  /** Folder of the built bundle, `dist/functions/<name>`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly logRetentionDays: number;
  /** Invocations at the same time, taken out of what the account has. */
  readonly reservedConcurrency?: number;
  /** The pool that may invoke it. */
  readonly userPool: { readonly arn: string; readonly accountId: string };
  /** Everything the function may do besides writing its own log. */
  readonly statements: readonly PolicyStatement[];
};

/**
 * A function for one trigger slot of one pool: its own role with exactly the given statements, its own log group, and a
 * permission that names both the pool and its account, so that no other pool can invoke it.
 */
export class TriggerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** Whoever attaches the function waits for it. */
  readonly permission: CfnPermission;

  constructor(scope: Construct, id: string, props: TriggerFunctionProps) {
    super(scope, id);
    if (!existsSync(join(props.bundle, 'index.mjs'))) {
      throw new RefusedError(`There is no function bundle at "${props.bundle}".`, {
        code: 'bundle-missing',
        hint: 'Build it: npm run build',
      });
    }
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    for (const statement of props.statements) this.role.addToPolicy(statement);

    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(props.bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: { ...props.environment },
    });
    this.permission = new CfnPermission(this, 'InvokedByUserPool', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'cognito-idp.amazonaws.com',
      sourceArn: props.userPool.arn,
      sourceAccount: props.userPool.accountId,
    });
  }
}
