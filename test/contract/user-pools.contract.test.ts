import {
  AddCustomAttributesCommand,
  AdminCreateUserCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListTagsForResourceCommand,
  ListUserPoolsCommand,
  type SchemaAttributeType,
  TagResourceCommand,
  UntagResourceCommand,
  type UserPoolDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, makePool, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(() => aws.close());

const describePool = async (UserPoolId: string) =>
  (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool;

const PLAN = { Name: 'plan', AttributeDataType: 'String' as const };

describe('a user pool', () => {
  it('gives custom attributes their prefix and keeps the standard ones', async () => {
    const id = await makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String', Mutable: false }] });

    const attributes = (await describePool(id))?.SchemaAttributes ?? [];

    expect(attributes.find(({ Name }) => Name === 'custom:plan')).toMatchObject({ Mutable: false, Required: false });
    expect(attributes.find(({ Name }) => Name === 'sub')).toMatchObject({ Mutable: false, Required: true });
    expect(attributes.some(({ Name }) => Name === 'email')).toBe(true);
  });

  it('refuses custom attributes that are required', async () => {
    const pool = makePool(aws, { Schema: [{ Name: 'plan', AttributeDataType: 'String', Required: true }] });

    await expect(refusal(pool)).resolves.toContain('InvalidParameterException: Required custom attributes');
  });

  it.each<[string, SchemaAttributeType[]]>([
    ['a custom attribute twice', [PLAN, PLAN]],
    ['a standard attribute twice', [{ Name: 'name', Required: true }, { Name: 'name' }]],
    ['limits of a text for a number', [{ ...PLAN, AttributeDataType: 'Number', StringAttributeConstraints: {} }]],
    ['limits of a number for a text', [{ ...PLAN, NumberAttributeConstraints: { MinValue: '1' } }]],
    ['limits that are no numbers', [{ ...PLAN, StringAttributeConstraints: { MaxLength: 'ten' } }]],
  ])('refuses %s', async (_title, Schema) => {
    await expect(refusal(makePool(aws, { Schema }))).resolves.toContain('InvalidParameterException');
  });

  it.each([true, false])('shows whether case counts where that was said: %s', async (CaseSensitive) => {
    const id = await makePool(aws, { UsernameConfiguration: { CaseSensitive } });

    expect((await describePool(id))?.UsernameConfiguration).toEqual({ CaseSensitive });
    expect((await describePool(await makePool(aws)))?.UsernameConfiguration).toBeUndefined();
  });

  it('takes either aliases or username attributes', async () => {
    const pool = makePool(aws, { AliasAttributes: ['email'], UsernameAttributes: ['email'] });

    await expect(refusal(pool)).resolves.toContain('InvalidParameterException');
  });

  it('is not found once it is deleted', async () => {
    const id = await makePool(aws);
    await aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: id }));

    await expect(refusal(describePool(id))).resolves.toBe(`ResourceNotFoundException: User pool ${id} does not exist.`);
  });
});

describe('the custom attributes of a user pool', () => {
  const add = (UserPoolId: string, ...CustomAttributes: SchemaAttributeType[]) =>
    aws.cognito.send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes }));

  it('can be added later, but not twice', async () => {
    const id = await makePool(aws);
    await add(id, PLAN);

    const names = (await describePool(id))?.SchemaAttributes?.map(({ Name }) => Name);
    expect(names).toContain('custom:plan');
    await expect(refusal(add(id, PLAN))).resolves.toContain('InvalidParameterException');
  });

  it('are fifty at most', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ...PLAN, Name: `a${index}` }));
    const id = await makePool(aws, { Schema: many(50) });

    await expect(refusal(add(id, PLAN))).resolves.toContain('InvalidParameterException');
    await expect(refusal(makePool(aws, { Schema: many(51) }))).resolves.toContain('InvalidParameterException');
  });
});

describe('the tags of a user pool', () => {
  it('can be set, added to and taken away', async () => {
    const id = await makePool(aws, { UserPoolTags: { team: 'identity', stage: 'test' } });
    const ResourceArn = (await describePool(id))?.Arn;

    await aws.cognito.send(new TagResourceCommand({ ResourceArn, Tags: { stage: 'live' } }));
    await aws.cognito.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));

    const { Tags } = await aws.cognito.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ stage: 'live' });
    expect((await describePool(id))?.UserPoolTags).toEqual(Tags);
  });
});

describe('ListUserPools', () => {
  it('names every pool of the account once, page by page', async () => {
    const made = [await makePool(aws, { PoolName: 'one' }), await makePool(aws, { PoolName: 'two' })];
    const listed: UserPoolDescriptionType[] = [];
    let NextToken: string | undefined;
    do {
      const page = await aws.cognito.send(
        new ListUserPoolsCommand({ MaxResults: 1, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      listed.push(...(page.UserPools ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);

    const ids = listed.map(({ Id }) => Id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(made));
    expect(listed.find(({ Id }) => Id === made[1])?.Name).toBe('two');
  });
});

describe('a request that breaks the constraints of the API', () => {
  it('is refused with the member and the constraint, without the value of a name or password', async () => {
    const UserPoolId = await makePool(aws);
    const create = new AdminCreateUserCommand({
      UserPoolId,
      Username: 'two words',
      TemporaryPassword: 'has space',
      MessageAction: 'SUPPRESS',
    });

    const told = await refusal(aws.cognito.send(create));

    expect(told).toContain("2 validation errors detected: Value at 'username' failed to satisfy constraint");
    expect(told).toContain("Value at 'temporaryPassword' failed to satisfy constraint: Member must satisfy regular");
    expect(told).not.toContain('two words');
  });
});
