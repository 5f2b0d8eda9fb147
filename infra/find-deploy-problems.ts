import type { Config } from '../core/config/schema.ts';

type Place = { readonly region: string; readonly account: string };

/** Why nothing could be deployed from this configuration, beyond what the functions ask for themselves. */
export const findDeployProblems = (config: Config, { region, account }: Place): string[] => [
  ...(['trigger', 'ledger'] as const)
    .filter((section) => config[section] === undefined)
    .map((section) => `${section}: is required to deploy`),
  ...(isSecretOf(config.trigger?.sourceClientSecretArn ?? null, { region, account })
    ? []
    : [`trigger.sourceClientSecretArn: must be the whole ARN of a secret in ${region} of account ${account}`]),
];

/** It becomes the resource of a permission, so that nothing wider than one secret may stand there. */
const isSecretOf = (arn: string | null, { region, account }: Place) => {
  const [, , service, itsRegion, itsAccount, kind, name = ''] = arn?.split(':') ?? [];
  const isSecret = service === 'secretsmanager' && kind === 'secret' && /^[\w/+=.@-]+-\w{6}$/.test(name);
  return arn === null || (isSecret && itsRegion === region && itsAccount === account);
};
