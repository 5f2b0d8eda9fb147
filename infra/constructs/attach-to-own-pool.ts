import { Stack } from 'aws-cdk-lib';
import { CfnUserPool, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { TriggerFunction } from './trigger-function.ts';

/** The resource of a pool that this app makes. Undefined for one that it only knows by name. */
export const ownPoolOf = (userPool: IUserPool): CfnUserPool | undefined => {
  const resource = userPool.node.defaultChild;
  return resource !== undefined && CfnUserPool.isCfnUserPool(resource) ? resource : undefined;
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
        ? [`The ${slot} slot of the pool is taken. Wrap that function by poolferry/functions, or take it out.`]
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
