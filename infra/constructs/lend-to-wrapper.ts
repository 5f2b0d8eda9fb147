import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ProblemsError } from '../../core/errors.ts';

/** Functions of an app, wrapped by `poolferry/functions`, in slots that would otherwise be taken. */
export type Wrappers = Readonly<
  Partial<Record<'PostAuthentication' | 'PreSignUp' | 'PreTokenGeneration', LambdaFunction>>
>;

type Lent = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
};

/** Gives a function that wraps ours what ours would have: its environment and its rights. The slot stays the app's to fill. */
export const lendToWrapper = (wrapper: LambdaFunction, { environment, statements }: Lent): void => {
  for (const [name, value] of Object.entries(environment)) wrapper.addEnvironment(name, value);
  for (const statement of statements) wrapper.addToRolePolicy(statement);
};

export const assertNoneUnused = (slots: ReadonlySet<string>): void => {
  if (slots.size === 0) return;
  const problems = [...slots].map((slot) => `${slot}: the configuration has no function for this slot`);
  throw new ProblemsError('wrappedBy', problems, { code: 'wrapper-unused' });
};
