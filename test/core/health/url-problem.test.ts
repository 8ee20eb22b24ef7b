import { urlProblem } from '../../../lib/core/health/url-problem';

test.each([
  'https://api.example.com/health?deep=1',
  'http://10.0.0.7:8080/',
  'HTTPS://EXAMPLE.com',
  'tcp://orders.cluster-1.eu-west-1.rds.amazonaws.com:5432',
  'tcp://[fd00:1::5]:6379',
  'http://1.169.254.2/',
  'http://169.254.example.com/',
])('%s may be asked', (url) => {
  expect(urlProblem(url)).toBeUndefined();
});

test.each([
  ['ftp://example.com', 'must begin with https://, http:// or tcp://'],
  ['file:///etc/passwd', 'must begin with'],
  ['javascript:alert(1)', 'must begin with'],
  ['example.com', 'must begin with'],
  ['', 'must begin with'],
  [' https://example.com', 'must begin with'],
  ['https://', 'is no URL'],
  ['https://exa mple.com', 'is no URL'],
  ['https://user@example.com', 'must not hold a user name or password'],
  ['https://user:secret@example.com', 'must not hold a user name or password'],
  ['tcp://example.com', 'must be tcp://<host>:<port>'],
  ['tcp://example.com:80/x', 'must be tcp://<host>:<port>'],
  ['tcp://example.com:99999', 'is no URL'],
])('%s %s', (url, problem) => {
  expect(urlProblem(url)).toContain(problem);
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://169.254.169.254./',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.16689662/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://[FEBF::1]:80/',
  'http://instance-data/latest',
  'http://instance-data.ec2.internal/latest',
  'http://1%36%39.254.169.254/',
  'http://\u2460\u2465\u2468.254.169.254/',
  'tcp://169.254.169.254:80',
  'tcp://0xa9fea9fe:80',
])('%s leads to the metadata of the machine and is refused', (url) => {
  expect(urlProblem(url)).toContain('must not lead to the link-local address');
});
