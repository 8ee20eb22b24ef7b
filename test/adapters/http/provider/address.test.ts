import { whyNotCallable } from '../../../../lib/adapters/http/provider/address';

const INSIDE = 'it leads to a private or link-local address';

test.each([
  ['10.0.0.1', 'private'],
  ['169.254.169.254', 'instance metadata'],
  ['0xa9fea9fe', 'instance metadata as a number'],
  ['[::ffff:169.254.169.254]', 'IPv4-mapped'],
  ['[::169.254.169.254]', 'IPv4-compatible'],
  ['[::127.0.0.1]', 'IPv4-compatible loopback'],
  ['[::]', 'unspecified'],
  ['[::ffff:0:127.0.0.1]', 'IPv4-translated'],
  ['[64:ff9b::a9fe:a9fe]', 'NAT64'],
  ['[64:ff9b:1::a9fe:a9fe]', "NAT64 of a network's own"],
  ['[64:ff9b:1:ffff::10.0.0.1]', "NAT64 of a network's own, last subnet"],
  ['[2002:a9fe:a9fe::]', '6to4'],
  ['[2001:0:a9fe:a9fe::1]', 'Teredo'],
  ['[fc00::1]', 'unique local'],
  ['[fd00:ec2::254]', 'instance metadata over IPv6'],
  ['[fe80::1]', 'link-local'],
  ['[fec0::1]', 'site-local'],
  ['[feff::1]', 'site-local, last'],
  ['[ff02::1]', 'multicast'],
])('refuses %s: %s', (host) => {
  for (const allowLoopback of [false, true]) {
    expect(whyNotCallable(new URL(`https://${host}/`), allowLoopback)).toBe(INSIDE);
  }
});

test.each(['example.com', '1.1.1.1', '[2606:4700:4700::1111]', '[2001:4860:4860::8888]', '[2003::1]', '[64:ff9c::1]'])(
  'allows %s',
  (host) => expect(whyNotCallable(new URL(`https://${host}/`), false)).toBeUndefined(),
);

test.each(['127.0.0.1', 'localhost', 'hooks.localhost.', '[::1]', '[::ffff:127.0.0.1]'])(
  'the machine itself (%s) is callable where that is allowed only',
  (host) => {
    expect(whyNotCallable(new URL(`https://${host}/`), false)).toBe('it leads to the machine itself');
    expect(whyNotCallable(new URL(`http://${host}:8080/`), true)).toBeUndefined();
  },
);
