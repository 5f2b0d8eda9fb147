import { endpointOverrides } from '../../aws/clients/endpoint-overrides.ts';
import type { TargetLine } from '../commands/command.ts';

export type EndpointFact = readonly [name: string, url: string];

/**
 * Everything that sends calls elsewhere than to AWS's own addresses: variables by their names, and what only a profile
 * says by the role it concerns.
 */
export const endpointFacts = (
  environment: Readonly<Record<string, string | undefined>>,
  lines: readonly TargetLine[],
): EndpointFact[] => {
  const overrides = endpointOverrides(environment);
  const said = new Set(overrides.map(({ url }) => withoutTrailingSlash(url)));
  const unsaid = lines.filter(({ endpoint }) => endpoint !== undefined && !said.has(withoutTrailingSlash(endpoint)));
  return [
    ...overrides.map(({ name, url }): EndpointFact => [name, withoutPassword(url)]),
    ...unsaid.map(({ role, endpoint = '' }): EndpointFact => [`${role} endpoint`, withoutPassword(endpoint)]),
  ];
};

const withoutTrailingSlash = (url: string) => url.replace(/\/$/, '');
const withoutPassword = (url: string) => url.replace(/\/\/[^/@]*@/, '//');
