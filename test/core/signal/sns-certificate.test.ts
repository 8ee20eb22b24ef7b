import { isAwsCertificateUrl } from '../../../lib/core/signal/sns-certificate';

test.each([
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem',
  'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123.pem',
  'https://SNS.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
])('%s is of AWS', (url) => {
  expect(isAwsCertificateUrl(url)).toBe(true);
});

test.each<unknown>([
  'http://sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com.evil.example/a.pem',
  'https://evil.example/sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com@evil.example/a.pem',
  'https://user@sns.us-east-1.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com:8443/a.pem',
  'https://sns.us-east-1.evil.amazonaws.com/a.pem',
  'https://sns.us-east-1.amazonaws.com.cn.evil.example/a.pem',
  'https://s3.us-east-1.amazonaws.com/bucket/a.pem',
  'https://sns.us-east-1.amazonaws.com/?Action=Publish',
  'https://sns.us-east-1.amazonaws.com\\.evil.example/a.exe',
  'https://sns..amazonaws.com/a.pem',
  'https://evilsns.us-east-1.amazonaws.com/a.pem',
  'sns.us-east-1.amazonaws.com/a.pem',
  '',
  undefined,
  { toString: () => 'https://sns.us-east-1.amazonaws.com/a.pem' },
])('%s is not', (url) => {
  expect(isAwsCertificateUrl(url)).toBe(false);
});
