import { AwsError } from '../../aws-error.ts';
import { CONSTRAINTS, shapeViolations } from './shape-violations.ts';

/** Refuses, as AWS does before it looks at anything else, a request that breaks the constraints of its shape. */
export const checkRequest = (operation: string, request: object): void => {
  const shape = CONSTRAINTS.requests[operation];
  if (shape === undefined) throw new Error(`No request constraints are known for ${operation}.`);
  const violations = shapeViolations(shape, request, '');
  if (violations.length === 0) return;
  const told = violations.map(
    ({ path, shown, rule }) => `Value${shown} at '${path}' failed to satisfy constraint: ${rule}`,
  );
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  throw new AwsError('InvalidParameterException', `${count}: ${told.join('; ')}`);
};
