import type * as z from 'zod/mini';
import { ProblemsError } from '../../core/errors.ts';

export type JsonVariables = Readonly<Record<string, z.ZodMiniType>>;
export type JsonValues<Variables extends JsonVariables> = {
  [Name in keyof Variables]: z.output<Variables[Name]>;
};

/** Settings as environment variables, one JSON document each. */
export const toJsonVariables = <Variables extends JsonVariables>(
  _variables: Variables,
  values: { readonly [Name in keyof Variables]: z.input<Variables[Name]> },
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

/** Throws a `ProblemsError` that lists everything missing or malformed, by variable. */
export const readJsonVariables = <Variables extends JsonVariables>(
  variables: Variables,
  environment: Readonly<Record<string, string | undefined>>,
): JsonValues<Variables> => {
  const problems: string[] = [];
  const values = Object.entries(variables).map(([name, schema]) => {
    const parsed = schema.safeParse(parseJson(environment[name]));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      problems.push(`${name}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`);
    }
    return [name, parsed.data];
  });
  if (problems.length > 0) {
    throw new ProblemsError('The environment of the function is not complete', problems, {
      code: 'environment-invalid',
      hint: 'Deploy it again.',
    });
  }
  return Object.fromEntries(values) as JsonValues<Variables>;
};

const parseJson = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
