/** Endpoint overrides in force, by variable name, for the target line. Values are shown as they are: a wrong one must be seen. */
export const endpointOverrides = (
  environment: Readonly<Record<string, string | undefined>>,
): { name: string; url: string }[] =>
  Object.entries(environment)
    .filter(([name, url]) => (name === 'AWS_ENDPOINT_URL' || name.startsWith('AWS_ENDPOINT_URL_')) && url)
    .map(([name, url]) => ({ name, url: url as string }))
    .sort((a, b) => a.name.localeCompare(b.name));
