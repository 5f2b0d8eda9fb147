import { z } from 'zod';
import { RefusedError } from '../errors.ts';
import type { SlotFunctions, SlotName } from './function-slots.ts';

/** Outputs of the stack, by the slot that the function belongs to. */
export const outputNames = {
  UserMigration: 'MigrateUserArn',
  PostAuthentication: 'BindUserArn',
  PreSignUp: 'GuardSignUpArn',
  PreTokenGeneration: 'IssueClaimsArn',
} as const satisfies Record<SlotName, string>;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

export type Deployment = {
  readonly stackName: string;
  readonly functions: SlotFunctions;
  /** The pool whose calls these functions take; the permission stands in the same stack. */
  readonly targetUserPoolArn: string;
};

/**
 * Reads what `cdk deploy --outputs-file` wrote. Throws `RefusedError` unless exactly one stack in it deployed the trigger;
 * `fileName` is for the message.
 */
export const readDeployment = (content: unknown, fileName: string): Deployment => {
  const parsed = outputsSchema.safeParse(content);
  const stacks = Object.entries(parsed.data ?? {}).filter(([, outputs]) => outputs[outputNames.UserMigration]);
  const [found] = stacks;
  if (found === undefined || stacks.length > 1) {
    throw new RefusedError(
      found === undefined
        ? `"${fileName}" names no stack with the output ${outputNames.UserMigration}.`
        : `"${fileName}" names several stacks with the output ${outputNames.UserMigration}: ${stacks.map(([name]) => name).join(', ')}.`,
      { code: 'outputs-invalid', hint: 'Deploy one into a file of its own: npx cdk deploy --outputs-file FILE' },
    );
  }
  const [stackName, outputs] = found;
  const { TargetUserPoolArn: targetUserPoolArn } = outputs;
  if (targetUserPoolArn === undefined) {
    throw new RefusedError(`"${fileName}" does not say whose calls the functions of "${stackName}" take.`, {
      code: 'outputs-invalid',
      hint: 'An older version deployed it. Deploy again: npx cdk deploy --outputs-file FILE',
    });
  }
  const functions = Object.fromEntries(
    Object.entries(outputNames).flatMap(([slot, name]) => (outputs[name] === undefined ? [] : [[slot, outputs[name]]])),
  );
  return { stackName, functions, targetUserPoolArn };
};
