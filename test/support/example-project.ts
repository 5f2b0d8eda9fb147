import type { Config } from '../../core/config/schema.ts';
import { readProject } from '../../infra/read-project.ts';
import { projectRoot } from './source-files.ts';

const example = `${projectRoot}infra/example`;

/** What `npm run check` synthesises. */
export const exampleProject = readProject(`${example}/poolferry.config.json`, `${example}/poolferry.pools.json`);

/** With every function, groups, a client secret and a topic for alarms. */
export const wholeConfig: Config = {
  ...exampleProject.config,
  trigger: exampleProject.config.trigger && {
    ...exampleProject.config.trigger,
    guardSignUp: true,
    groups: { admins: 'administrators' },
    claims: { groups: true, owner: 'owner_id', ownerForm: 'sub' },
    sourceClientSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:client-secret-AbCdEf',
    alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  },
};
