import type { LambdaConfig } from './pool-settings.ts';

export type SlotName = 'UserMigration' | 'PostAuthentication' | 'PreSignUp' | 'PreTokenGeneration';

/** The functions of a deployment, by the slot of the target pool that each belongs to. */
export type SlotFunctions = Readonly<Partial<Record<SlotName, string>>>;

export const slotNames: readonly SlotName[] = [
  'UserMigration',
  'PostAuthentication',
  'PreSignUp',
  'PreTokenGeneration',
];

export type TokenVersion = 'V1_0' | 'V2_0';

/**
 * Access tokens take claims from version V2_0 on, which the cheapest tier does not have.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html, read 2026-11-27.
 */
export const tokenVersionOf = (tier: unknown): TokenVersion => (tier === 'LITE' ? 'V1_0' : 'V2_0');

/** Who holds a slot: the ARN of a function. */
export const holderOf = (config: LambdaConfig, slot: SlotName): string | undefined => {
  const versioned = Object(config.PreTokenGenerationConfig) as { readonly LambdaArn?: string };
  const holder = slot === 'PreTokenGeneration' ? (versioned.LambdaArn ?? config[slot]) : config[slot];
  return typeof holder === 'string' && holder !== '' ? holder : undefined;
};

/** Every other key stays; whoever has held a slot of ours makes room, so ask first. */
export const withFunctions = (config: LambdaConfig, functions: SlotFunctions, version: TokenVersion): LambdaConfig => {
  const { PreTokenGeneration: LambdaArn, ...others } = functions;
  if (LambdaArn === undefined) return { ...config, ...others };
  const { PreTokenGeneration: _, ...rest } = config;
  return { ...rest, ...others, PreTokenGenerationConfig: { LambdaArn, LambdaVersion: version } };
};

/** Takes out exactly these functions; a slot that somebody else holds stays. */
export const withoutFunctions = (config: LambdaConfig, functions: SlotFunctions): LambdaConfig => {
  const ours = slotNames.filter((slot) => functions[slot] !== undefined && holderOf(config, slot) === functions[slot]);
  const keys = new Set<string>(ours);
  if (keys.has('PreTokenGeneration')) keys.add('PreTokenGenerationConfig');
  return Object.fromEntries(Object.entries(config).filter(([name]) => !keys.has(name)));
};
