type Json = Readonly<Record<string, unknown>>;

/** As the AppSync API has its operations: by method and path. */
const ROUTES: readonly (readonly [operation: string, method: string, path: RegExp])[] = [
  ['CreateGraphqlApi', 'POST', /^\/v1\/apis$/],
  ['GetGraphqlApi', 'GET', /^\/v1\/apis\/([^/]+)$/],
  ['DeleteGraphqlApi', 'DELETE', /^\/v1\/apis\/([^/]+)$/],
  ['CreateDataSource', 'POST', /^\/v1\/apis\/([^/]+)\/datasources$/],
  ['ListDataSources', 'GET', /^\/v1\/apis\/([^/]+)\/datasources$/],
];

/** Which operation of AppSync a request is, with the members of path and query; undefined where it is none that is served. */
export const identifyOperation = (
  method: string,
  { pathname, searchParams }: URL,
): { readonly operation: string; readonly members: Json } | undefined => {
  for (const [operation, wanted, path] of ROUTES) {
    const found = method === wanted ? path.exec(pathname) : null;
    if (found === null) continue;
    const [, apiId] = found;
    const members = {
      ...Object.fromEntries(searchParams),
      ...(apiId === undefined ? {} : { apiId: decodeURIComponent(apiId) }),
    };
    return { operation, members };
  }
  return undefined;
};
