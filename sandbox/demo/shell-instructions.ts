import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.ts';
import { lazyPeople, typedAddress } from './who-tries.ts';

/** What a person types in another shell, to use the command line on a sandbox that runs, and the app as its people do. */
export const shellInstructions = ({
  sandbox,
  world,
  directory,
}: Pick<Stage, 'sandbox' | 'world' | 'directory'>): string[] => {
  const [person] = lazyPeople(world.people);
  return [
    'The sandbox is running. In another shell:',
    '',
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}=${value}`),
    `alias poolferry="node ${fileURLToPath(new URL('../../scripts/poolferry.js', import.meta.url))}"`,
    `cd ${directory}`,
    '',
    'Then, for example; what writes shows its plan and the command that does it:',
    '',
    '  poolferry index',
    '  poolferry export --only-missing --out package',
    '  poolferry import package',
    `  poolferry map --package package --ledger ${world.ledgerTableName} \\`,
    '    --out identity-map.jsonl',
    '  poolferry remap --map identity-map.jsonl --without-pitr',
    '',
    `Source  ${world.source.userPoolId}  ${world.people.length} users, sign-in by username`,
    `Target  ${world.target.userPoolId}  nobody yet, sign-in by e-mail, triggers attached`,
    `Client  ${world.target.appClientId}  of the target, for sign-in with a password`,
    ...Object.values(world.tableNames).map((name) => `Table   ${name}`),
    '',
    ...(person === undefined ? [] : crossing(world.target.appClientId, typedAddress(person), person.password)),
    'Whoever was imported asks for a code first (ForgotPassword); it appears here.',
    'Ctrl-C stops it, and everything in it is gone.',
  ];
};

const crossing = (clientId: string, address: string, password: string): string[] => [
  'Once the index is written (poolferry index --execute) people cross by signing',
  'in with their old password, as long as nobody has imported them. One of them:',
  '',
  '  curl -s "$AWS_ENDPOINT_URL" -H "Content-Type: application/x-amz-json-1.1" \\',
  '    -H "X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth" \\',
  `    -d '{"ClientId": "${clientId}",`,
  `      "AuthFlow": "USER_PASSWORD_AUTH",`,
  `      "AuthParameters": {"USERNAME": "${address}",`,
  `        "PASSWORD": "${password}"}}'`,
  '',
];
