import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AlarmRule } from '../alarm-rules.ts';
import type { FunctionName } from '../function-bundles.ts';

export type SlotName = 'UserMigration' | 'PostAuthentication' | 'PreSignUp' | 'PreTokenGeneration';

/** What a slot of the target pool gets. */
export type SlotFunction = {
  readonly id: string;
  readonly bundle: FunctionName;
  readonly slot: SlotName;
  readonly hint?: string;
  readonly rules: readonly AlarmRule[];
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly statements: readonly PolicyStatement[];
};
