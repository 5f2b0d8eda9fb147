/** Errors that the API models for nearly every operation. */
export const ERRORS_OF_ALL = [
  'InternalErrorException',
  'InvalidParameterException',
  'NotAuthorizedException',
  'OperationNotEnabledException',
  'ResourceNotFoundException',
  'TooManyRequestsException',
];
