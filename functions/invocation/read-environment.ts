import { ProblemsError } from '../../core/errors.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Reads the environment this process was deployed with. What is wrong with it is logged in full, because nothing else would
 * say so; `parse` names variables and keys, never values.
 */
export const readEnvironment = <T>(
  parse: (environment: Readonly<Record<string, string | undefined>>) => T,
  telemetry: Telemetry,
): T => {
  try {
    return parse(process.env);
  } catch (error) {
    if (error instanceof ProblemsError) telemetry.alarm(error.message, { problems: error.problems });
    throw error;
  }
};
