import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ProblemsError } from '../../core/errors.ts';

/** Cognito calls functions of its own Region only. A stack that is not told where it goes is believed. */
export const assertPlace = (scope: Construct, wanted: { readonly region: string; readonly account: string }) => {
  const stack = Stack.of(scope);
  const problems = (['region', 'account'] as const)
    .filter((name) => !Token.isUnresolved(stack[name]) && stack[name] !== wanted[name])
    .map((name) => `env.${name}: is ${stack[name]}, and the target pool is in ${wanted[name]}`);
  if (problems.length > 0) throw new ProblemsError(`Stack "${stack.stackName}"`, problems, { code: 'stack-misplaced' });
};
