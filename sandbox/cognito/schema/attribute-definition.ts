/** One attribute of a user pool's schema. */
export type AttributeDefinition = {
  readonly name: string;
  readonly type: 'String' | 'Number' | 'DateTime' | 'Boolean';
  readonly required: boolean;
  readonly mutable: boolean;
  /** Characters for String, value for Number. */
  readonly min?: number;
  readonly max?: number;
};

const text = (name: string, min = 0, max = 2048): AttributeDefinition => ({
  name,
  type: 'String',
  required: false,
  mutable: true,
  min,
  max,
});

/** In the order of GetCSVHeader's documentation, then what has no column there. */
export const STANDARD_ATTRIBUTES: readonly AttributeDefinition[] = [
  text('name'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('nickname'),
  text('preferred_username'),
  text('profile'),
  text('picture'),
  text('website'),
  text('email'),
  { name: 'email_verified', type: 'Boolean', required: false, mutable: true },
  text('gender'),
  text('birthdate', 10, 10),
  text('zoneinfo'),
  text('locale'),
  text('phone_number'),
  { name: 'phone_number_verified', type: 'Boolean', required: false, mutable: true },
  text('address'),
  { name: 'updated_at', type: 'Number', required: false, mutable: true, min: 0 },
  { name: 'sub', type: 'String', required: true, mutable: false, min: 1, max: 2048 },
  text('identities'),
];
