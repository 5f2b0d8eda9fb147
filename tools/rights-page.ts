import { commandRights, type Place, places, type Rights } from './command-rights.ts';

export type Grant = { readonly place: Place; readonly action: string; readonly when: string | undefined };

/** Every action of a command with its service, such as `dynamodb:Scan`. */
export const grantsOf = (rights: Rights): Grant[] =>
  Object.entries(rights).flatMap(([place, actions]) =>
    actions.map((each) => {
      const [name, when] = typeof each === 'string' ? [each, undefined] : each;
      return { place: place as Place, action: `${places[place as Place].service}:${name}`, when };
    }),
  );

const policyOf = (rights: Rights) => ({
  Version: '2012-10-17',
  Statement: Object.keys(rights).map((place) => {
    const { resource, ...rest } = places[place as Place];
    return {
      Effect: 'Allow',
      Action: grantsOf(rights)
        .filter((grant) => grant.place === place)
        .map(({ action }) => action),
      Resource: resource,
      ...('passedTo' in rest ? { Condition: { StringEquals: { 'iam:PassedToService': rest.passedTo } } } : {}),
    };
  }),
});

const sectionOf = (command: string, rights: Rights): string[] => [
  '',
  `## ${command}`,
  ...grantsOf(rights).flatMap(({ action, when }) => (when === undefined ? [] : [`- \`${action}\`: ${when}.`])),
  '',
  '```json',
  JSON.stringify(policyOf(rights), null, 2),
  '```',
];

/** `docs/rights.md`: a policy for each command. */
export const rightsPage = (): string =>
  [
    '<!-- Made by npm run generate; do not edit. -->',
    '# What each command may do',
    'A policy for each command, with nothing that it does not use: a test runs them all and compares. Where a line says when an action is',
    'needed, it may be left out otherwise. Put your own in place of the words in capitals; source and target may have different Regions',
    'and accounts; the secret has another name where `ledger.nameHashKeySecret` says so. Commands that connect to a pool also call',
    '`sts:GetCallerIdentity`, which needs no right. `runs` calls nothing.',
    '',
    '- Where you have encrypted the ledger, its secret or a table with a key of your own, the caller needs the rights on that key, too.',
    '- `UpdateUserPool` and `SetUserPoolMfaConfig` may be refused for what the pool already has: with text messages they need `iam:PassRole` of',
    "  the pool's own SMS role, with an SES identity or custom senders the rights that those need. AWS's message names it, and nothing was changed.",
    '- `CreateUserImportJob` hands out an address to upload to, so the caller needs no right on S3.',
    ...Object.entries(commandRights).flatMap(([command, rights]) => sectionOf(command, rights)),
    '',
  ].join('\n');
