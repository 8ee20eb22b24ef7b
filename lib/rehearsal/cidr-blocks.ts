/**
 * What `Fn::Cidr` answers: the first `count` blocks of `hostBits` bits within an IPv4 block; `undefined` where it has no
 * room for them or is none.
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] | undefined {
  const [, address = '', mask = ''] = /^(\d+(?:\.\d+){3})\/(\d+)$/.exec(block) ?? [];
  const bytes = address.split('.').map(Number);
  const fits = count >= 1 && count <= 256 && hostBits >= 1 && count * 2 ** hostBits <= 2 ** (32 - Number(mask));
  if (address === '' || bytes.some((byte) => byte > 255) || !fits) return undefined;
  const size = 2 ** (32 - Number(mask));
  const first = Math.floor(bytes.reduce((total, byte) => total * 256 + byte, 0) / size) * size;
  return Array.from({ length: count }, (_, index) => `${dotted(first + index * 2 ** hostBits)}/${32 - hostBits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
