import { AwsError } from '../../sandbox/aws-error.ts';
import { CONSTRAINTS, shapeViolations } from '../../sandbox/cognito/constraints/shape-violations.ts';
import type { CognitoEngine } from '../../sandbox/cognito/engine.ts';

/** Any operation may answer with these, whatever the API models for it. */
const ANYWHERE = ['SerializationException', 'AccessDeniedException', 'ThrottlingException', 'NotServedBySandbox'];

/** What AWS says in a text or does in practice, although its model does not know of it. */
const BEYOND_THE_MODEL: Readonly<Record<string, readonly string[]>> = {
  // Documented for ForceAliasCreation.
  AdminCreateUser: ['AliasExistsException'],
};

/** AWS's own messages have blanks; a pool has more than 50 attributes, and `phone_number_verified` more than 20 letters. */
const WRONG_IN_THE_MODEL = /completionMessage$|schemaAttributes(\.\d+\.member\.name)?$/;

const errorSurprise = (operation: string, { name }: Error): string[] => {
  const modelled = CONSTRAINTS.errors[operation] ?? [];
  const known = [...ANYWHERE, ...modelled, ...(BEYOND_THE_MODEL[operation] ?? [])].includes(name);
  // An operation that nobody serves has no model either.
  return known || !(operation in CONSTRAINTS.requests) ? [] : [`${operation} threw ${name}, which its model lacks`];
};

const shapeOf = (operation: string): string | null => CONSTRAINTS.responses[operation] ?? null;

/** In which ways an answer breaks what the API promises of it. Paths and rules, never values. */
export const answerSurprises = (operation: string, answer: Record<string, unknown>): string[] => {
  const shape = shapeOf(operation);
  if (shape === null)
    return Object.keys(answer).map((member) => `${operation} answered ${member} where it has nothing`);
  try {
    return shapeViolations(shape, answer, '')
      .filter(({ path }) => !WRONG_IN_THE_MODEL.test(path))
      .map(({ path, rule }) => `${operation} answered '${path}' against: ${rule}`);
  } catch (error) {
    return [`${operation}: ${(error as Error).message}`];
  }
};

/** Has every answer of the engine compared with the API's model from now on; the list grows by what does not fit. */
export const watchAnswers = (cognito: CognitoEngine): readonly string[] => {
  const surprises: string[] = [];
  const { call } = cognito;
  cognito.call = async <Response>(operation: string, request: object = {}): Promise<Response> => {
    try {
      const answer = await call<Record<string, unknown>>(operation, request);
      surprises.push(...answerSurprises(operation, answer));
      return answer as Response;
    } catch (error) {
      if (error instanceof AwsError) surprises.push(...errorSurprise(operation, error));
      throw error;
    }
  };
  return surprises;
};
