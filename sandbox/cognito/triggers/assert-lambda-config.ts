import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../state/user-pool.ts';

/** Refuses settings of a pool whose triggers contradict each other or its feature plan. */
export const assertLambdaConfig = ({ lambdaConfig, others }: UserPool['settings']): void => {
  const versioned = lambdaConfig.PreTokenGenerationConfig as { LambdaArn: string; LambdaVersion: string } | undefined;
  if (versioned === undefined) return;
  const { PreTokenGeneration: arn = versioned.LambdaArn } = lambdaConfig;
  if (arn !== versioned.LambdaArn) {
    throw new AwsError(
      'InvalidParameterException',
      'PreTokenGeneration and PreTokenGenerationConfig must name the same function.',
    );
  }
  if (versioned.LambdaVersion !== 'V1_0' && others.UserPoolTier === 'LITE') {
    throw new AwsError(
      'FeatureUnavailableInTierException',
      `PreTokenGenerationConfig ${versioned.LambdaVersion} is not available in tier LITE.`,
    );
  }
};
