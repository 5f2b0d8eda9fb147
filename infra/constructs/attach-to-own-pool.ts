import { Stack } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolClient, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { TriggerFunction } from './trigger-function.ts';

/** The resource of a pool that this app makes. Undefined for one that it only knows by name. */
export const ownPoolOf = (userPool: IUserPool): CfnUserPool | undefined => {
  const resource = userPool.node.defaultChild;
  return resource !== undefined && CfnUserPool.isCfnUserPool(resource) ? resource : undefined;
};

/** Whoever may write who they were could pass for others, so such a client of the pool in the same app fails the synthesis. */
export const guardOwnPool = (scope: Construct, pool: CfnUserPool, previousAttributes: readonly string[]): void => {
  const isOfPool = ({ userPoolId }: CfnUserPoolClient) =>
    JSON.stringify(Stack.of(pool).resolve(userPoolId)) === JSON.stringify(Stack.of(pool).resolve(pool.ref));
  scope.node.addValidation({
    validate: () =>
      scope.node.root.node
        .findAll()
        .filter((construct) => CfnUserPoolClient.isCfnUserPoolClient(construct))
        .filter(isOfPool)
        .flatMap(({ node, writeAttributes = [] }) =>
          previousAttributes
            .filter((name) => writeAttributes.includes(name))
            .map((name) => `App client ${node.path} may write ${name}, so users could pass for others. Take it out.`),
        ),
  });
};

/**
 * Puts a function into a slot of a pool of this app. Not by `addTrigger`, whose permission does not name the account; and
 * not before the pool may invoke it. A slot that the app fills itself fails the synthesis.
 */
export const attachToOwnPool = (scope: Construct, pool: CfnUserPool, slot: string, trigger: TriggerFunction): void => {
  scope.node.addValidation({
    validate: () => {
      const config = Object(Stack.of(pool).resolve(pool.lambdaConfig)) as Record<string, unknown>;
      const taken = [slot, `${slot}Config`].some((key) => config[key[0]?.toLowerCase() + key.slice(1)] !== undefined);
      return taken
        ? [`The ${slot} slot of the pool is taken. Wrap that function and give it as "wrappedBy", or take it out.`]
        : [];
    },
  });
  const { functionArn } = trigger.function;
  if (slot === 'PreTokenGeneration') {
    // The cheapest tier has no access tokens with claims.
    const LambdaVersion = pool.userPoolTier === 'LITE' ? 'V1_0' : 'V2_0';
    pool.addPropertyOverride('LambdaConfig.PreTokenGenerationConfig', { LambdaArn: functionArn, LambdaVersion });
  } else {
    pool.addPropertyOverride(`LambdaConfig.${slot}`, functionArn);
  }
  pool.node.addDependency(trigger.permission);
};
