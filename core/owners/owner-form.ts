/** How an owner is written. The form found is the form written. */
export const ownerForms = ['sub', 'username', 'sub::username'] as const;
export type OwnerForm = (typeof ownerForms)[number];
