/** The answer to STS's only operation here, in the query protocol's XML. */
export const getCallerIdentity = (accountId: string, requestId: string): string => `\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::${accountId}:user/sandbox</Arn>
    <UserId>AIDASANDBOXSANDBOX</UserId>
    <Account>${accountId}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>
`;
