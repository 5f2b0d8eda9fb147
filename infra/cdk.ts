/** What `poolferry/cdk` offers to other people's apps. */
export { UserMigration, type UserMigrationProps } from './constructs/user-migration.ts';
export { type Project, readProject } from './read-project.ts';
export { MigrationStack, type MigrationStackProps } from './stacks/migration-stack.ts';
