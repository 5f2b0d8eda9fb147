const hide = (part: string): string => `${part.slice(0, 1)}***`;

/** An address as CodeDeliveryDetails shows it: `a***@e***`, `+*******1234`. */
export const obscureAddress = (address: string): string => {
  if (address.startsWith('+')) return `+${'*'.repeat(Math.max(0, address.length - 5))}${address.slice(-4)}`;
  const [local = '', domain = ''] = address.split('@');
  return `${hide(local)}@${hide(domain)}`;
};
