import { join } from 'node:path';

/**
 * Nothing of the caller's AWS settings reaches a command: no profile, no credentials, no configuration file, no
 * endpoint. Whatever goes wrong, the demo talks to the sandbox or to nobody.
 */
export const childEnvironment = (
  directory: string,
  ofSandbox: Readonly<Record<string, string>>,
  ofCaller: Readonly<Record<string, string | undefined>>,
): Record<string, string> => ({
  PATH: ofCaller.PATH ?? '',
  HOME: directory,
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  AWS_CONFIG_FILE: join(directory, 'no-aws-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(directory, 'no-aws-credentials'),
  ...ofSandbox,
});
