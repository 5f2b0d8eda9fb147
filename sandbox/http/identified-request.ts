import type { AwsError } from '../aws-error.ts';
import type { Call } from '../faults/fault.ts';
import type { Answer } from './answer.ts';

/** A request whose service and operation are known. */
export type IdentifiedRequest = Call & {
  /** Serves it. Refusals are answers, too. */
  answer(): Promise<Answer>;
  /** An error in the words of its protocol. */
  refuse(error: AwsError): Answer;
};
